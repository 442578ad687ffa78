"""Addresses of My Account."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from harimi.service.pages import (
    views_choices,
    views_cookies,
    views_documents,
    views_events,
    views_face,
    views_health,
    views_language,
    views_list,
    views_meter,
    views_notes,
    views_photographs,
    views_privacy,
    views_reading,
    views_settings,
)


class _Document(StringConverter):
    """The name of a published document."""

    regex = "privacy|terms"


register_converter(_Document, "document")

urlpatterns = [
    path("", views_list.meters, name="meters"),
    path("welcome", views_list.welcome, name="welcome"),
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
    path("meters/<uuid:meter_id>/curve.json", views_meter.curve, name="meter_curve"),
    path("meters/<uuid:meter_id>/photographs", views_photographs.photographs, name="meter_photographs"),
    path("meters/<uuid:meter_id>/health", views_health.health, name="meter_health"),
    path("meters/<uuid:meter_id>/events", views_events.events, name="meter_events"),
    path("meters/<uuid:meter_id>/notes", views_notes.add, name="note_add"),
    path("meters/<uuid:meter_id>/notes/<int:note_id>", views_notes.change, name="note_change"),
    path("meters/<uuid:meter_id>/settings", views_settings.settings, name="meter_settings"),
    path("meters/<uuid:meter_id>/camera", views_settings.connect_camera, name="connect_camera"),
    path("meters/<uuid:meter_id>/camera/<uuid:device_id>/stop", views_settings.stop_camera, name="stop_camera"),
    path("meters/<uuid:meter_id>/photograph", views_settings.send_photo, name="send_photo"),
    path("meters/<uuid:meter_id>/set-up", views_settings.set_up_again, name="set_up_again"),
    path("meters/<uuid:meter_id>/face", views_face.face, name="face"),
    path("meters/<uuid:meter_id>/face/try", views_face.try_face, name="try_face"),
    path("meters/<uuid:meter_id>/face/save", views_face.save_face, name="save_face"),
    path("readings/<int:attempt_id>", views_reading.reading, name="reading"),
    path("pictures/<int:cut_id>.jpg", views_reading.picture, name="picture"),
]
