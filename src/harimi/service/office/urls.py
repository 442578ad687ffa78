"""Addresses of the office."""

from django.urls import path

from harimi.service.office import views, views_design, views_policy

urlpatterns = [
    path("", views.office, name="office"),
    path("mail", views.mail, name="office_mail"),
    path("design", views_design.design, name="office_design"),
    path("policy", views_policy.policy, name="office_policy"),
]
