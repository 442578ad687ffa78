"""Addresses of the office."""

from django.urls import path

from harimi.service.office import (
    views,
    views_applications,
    views_customers,
    views_design,
    views_leaving,
    views_plans,
    views_policy,
    views_reread,
    views_rereads,
    views_staff,
    views_units,
)

urlpatterns = [
    path("", views.office, name="office"),
    path("mail", views.mail, name="office_mail"),
    path("design", views_design.design, name="office_design"),
    path("units", views_units.units, name="office_units"),
    path("units/new", views_units.new_units, name="office_units_new"),
    path("units/<uuid:unit_id>", views_units.unit, name="office_unit"),
    path("units/<uuid:unit_id>/step", views_units.change_unit, name="office_unit_step"),
    path("rereads", views_rereads.rereads, name="office_rereads"),
    path("rereads/new", views_rereads.new_reread, name="office_reread_new"),
    path("rereads/<uuid:reread_id>", views_reread.reread, name="office_reread"),
    path("rereads/<uuid:reread_id>/step", views_reread.decide, name="office_reread_step"),
    path("leavings", views_leaving.leavings, name="office_leavings"),
    path("leavings/end", views_leaving.end, name="office_end"),
    path("leavings/hold", views_leaving.hold, name="office_hold"),
    path("leavings/lift", views_leaving.lift, name="office_lift"),
    path("applications", views_applications.applications, name="office_applications"),
    path("applications/<uuid:application_id>", views_applications.application, name="office_application"),
    path("applications/<uuid:application_id>/step", views_applications.decide, name="office_application_step"),
    path("applications/evidence/<int:check_id>", views_applications.evidence, name="office_evidence"),
    path("plans", views_plans.plans, name="office_plans"),
    path("plans/offer", views_plans.offer, name="office_plan_offer"),
    path("customers", views_customers.customers, name="office_customers"),
    path("customers/<uuid:organization_id>", views_customers.customer, name="office_customer"),
    path("staff", views_staff.people, name="office_staff"),
    path("staff/roles", views_staff.set_roles, name="office_staff_roles"),
    path("staff/invite", views_staff.invite, name="office_staff_invite"),
    path("staff/revoke", views_staff.revoke, name="office_staff_revoke"),
    path("policy", views_policy.policy, name="office_policy"),
]
