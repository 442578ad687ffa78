"""Addresses of My Account."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.views.generic import RedirectView

from harimi.service.pages import (
    views_activity,
    views_choices,
    views_cookies,
    views_documents,
    views_face,
    views_face_copy,
    views_face_reread,
    views_face_try,
    views_face_versions,
    views_invitation,
    views_language,
    views_life,
    views_list,
    views_meter,
    views_people,
    views_privacy,
    views_reading,
    views_review,
    views_saved,
    views_security,
    views_sites,
    views_tenants,
)


class _Document(StringConverter):
    """The name of a published document."""

    regex = "privacy|terms"


register_converter(_Document, "document")

urlpatterns = [
    path("", views_list.home, name="home"),
    path("meters", views_list.meters, name="meters"),
    path("meters/views/save", views_saved.save_view, name="save_view"),
    path("meters/views/forget", views_saved.forget_view, name="forget_view"),
    path("welcome", views_list.welcome, name="welcome"),
    path("account/", RedirectView.as_view(pattern_name="security"), name="account"),
    path("account/security", views_security.security, name="security"),
    path("account/security/sessions", views_security.end_session, name="end_session"),
    path("account/activity", views_activity.activity, name="activity"),
    path("account/organization", views_people.organizations, name="organizations"),
    path("account/organization/<uuid:organization_id>", views_people.organization, name="organization"),
    path("account/organization/<uuid:organization_id>/invite", views_invitation.invite, name="invite"),
    path(
        "account/organization/<uuid:organization_id>/invitations/<uuid:invitation_id>",
        views_invitation.change_invitation,
        name="change_invitation",
    ),
    path(
        "account/organization/<uuid:organization_id>/members/<int:membership_id>",
        views_people.change_member,
        name="change_member",
    ),
    path("invitations/<str:token>", views_invitation.invitation, name="invitation"),
    path("account/privacy", views_privacy.settings, name="privacy_settings"),
    path("account/privacy/use", views_choices.use, name="privacy_use"),
    path("account/privacy/consent", views_choices.consent, name="privacy_consent"),
    path("account/privacy/photographs", views_choices.photographs, name="privacy_photographs"),
    path("account/privacy/delete", views_choices.delete, name="privacy_delete"),
    path("privacy/cookies", views_cookies.cookies, name="cookies"),
    path("privacy/cookies/browser", views_cookies.browser_id, name="browser_id"),
    path("privacy/procedure", views_documents.procedure, name="procedure"),
    path("<document:kind>", views_documents.current, name="document"),
    path("<document:kind>/versions", views_documents.versions, name="document_versions"),
    path("<document:kind>/versions/<int:number>", views_documents.version, name="document_version"),
    path("<document:kind>/versions/<int:number>/<str:language>.md", views_documents.raw, name="document_raw"),
    path("<document:kind>/changes/<int:old>/<int:new>", views_documents.changes, name="document_changes"),
    path("language", views_language.set_language, name="language"),
    path("meters/new", views_list.new_meter, name="new_meter"),
    path("meters/<uuid:meter_id>", views_meter.meter, name="meter"),
    path("meters/<uuid:meter_id>/camera", views_meter.connect_camera, name="connect_camera"),
    path("meters/<uuid:meter_id>/camera/<uuid:device_id>/stop", views_meter.stop_camera, name="stop_camera"),
    path("meters/<uuid:meter_id>/photograph", views_meter.send_photo, name="send_photo"),
    path("meters/<uuid:meter_id>/set-up", views_meter.set_up_again, name="set_up_again"),
    path("meters/<uuid:meter_id>/face", views_face.face, name="face"),
    path("meters/<uuid:meter_id>/face/propose", views_face.propose_face, name="propose_face"),
    path("meters/<uuid:meter_id>/face/dials", views_face.find_sub_dials, name="find_sub_dials"),
    path("meters/<uuid:meter_id>/face/try", views_face_try.try_face, name="try_face"),
    path("meters/<uuid:meter_id>/face/sample", views_face_try.try_sample, name="try_sample"),
    path("meters/<uuid:meter_id>/face/snap", views_face_try.snap_face, name="snap_face"),
    path("meters/<uuid:meter_id>/face/save", views_face.save_face, name="save_face"),
    path("meters/<uuid:meter_id>/edit", views_life.edit_meter, name="edit_meter"),
    path("meters/<uuid:meter_id>/exchange", views_life.exchange_meter, name="exchange_meter"),
    path("meters/<uuid:meter_id>/step", views_life.step, name="meter_step"),
    path("meters/<uuid:meter_id>/tenant", views_tenants.let_meter, name="let_meter"),
    path("sites", views_sites.sites, name="sites"),
    path("sites/<uuid:site_id>", views_sites.site, name="site"),
    path("tenants", views_tenants.tenants, name="tenants"),
    path("tenants/<uuid:tenant_id>", views_tenants.tenant, name="tenant"),
    path("review", views_review.review, name="review"),
    path("review/<int:attempt_id>", views_review.question, name="question"),
    path("meters/<uuid:meter_id>/face/versions", views_face_versions.face_versions, name="face_versions"),
    path("meters/<uuid:meter_id>/face/versions/<int:version>/restore", views_face_versions.restore_face, name="restore_face"),
    path("meters/<uuid:meter_id>/face/reread", views_face_reread.reread_face, name="reread_face"),
    path("meters/<uuid:meter_id>/face/copy", views_face_copy.copy_face, name="copy_face"),
    path("meters/<uuid:meter_id>/face/copy/try", views_face_copy.try_copy, name="try_copy"),
    path("meters/<uuid:meter_id>/face/copy/save", views_face_copy.save_copy, name="save_copy"),
    path("readings/<int:attempt_id>", views_reading.reading, name="reading"),
    path("pictures/<int:cut_id>.jpg", views_reading.picture, name="picture"),
]
