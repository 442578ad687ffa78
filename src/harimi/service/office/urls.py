"""Addresses of the office."""

from django.urls import path

from harimi.service.office import views, views_design, views_policy, views_units

urlpatterns = [
    path("", views.office, name="office"),
    path("mail", views.mail, name="office_mail"),
    path("design", views_design.design, name="office_design"),
    path("units", views_units.units, name="office_units"),
    path("units/new", views_units.new_units, name="office_units_new"),
    path("units/<uuid:unit_id>", views_units.unit, name="office_unit"),
    path("units/<uuid:unit_id>/step", views_units.change_unit, name="office_unit_step"),
    path("policy", views_policy.policy, name="office_policy"),
]
