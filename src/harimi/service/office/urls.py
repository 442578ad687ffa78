"""Addresses of the office."""

from django.urls import path

from harimi.service.office import (
    views,
    views_bounces,
    views_design,
    views_leaving,
    views_notice,
    views_notices,
    views_policy,
    views_reread,
    views_rereads,
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
    path("notices", views_notices.notices, name="office_notices"),
    path("notices/new", views_notice.new_notice, name="office_notice_new"),
    path("notices/<uuid:notice_id>", views_notice.notice, name="office_notice"),
    path("notices/<uuid:notice_id>/publish", views_notices.publish, name="office_notice_publish"),
    path("notices/<uuid:notice_id>/delete", views_notices.delete, name="office_notice_delete"),
    path("bounces", views_bounces.bounces, name="office_bounces"),
    path("policy", views_policy.policy, name="office_policy"),
]
