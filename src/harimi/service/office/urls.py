"""Addresses of the office."""

from django.urls import path

from harimi.service.office import views

urlpatterns = [path("", views.office, name="office"), path("mail", views.mail, name="office_mail")]
