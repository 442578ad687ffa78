"""Addresses of My Account."""

from django.urls import path

from harimi.service.pages import views_face, views_language, views_list, views_meter, views_reading

urlpatterns = [
    path("", views_list.meters, name="meters"),
    path("welcome", views_list.welcome, name="welcome"),
    path("language", views_language.set_language, name="language"),
    path("meters/new", views_list.new_meter, name="new_meter"),
    path("meters/<uuid:meter_id>", views_meter.meter, name="meter"),
    path("meters/<uuid:meter_id>/camera", views_meter.connect_camera, name="connect_camera"),
    path("meters/<uuid:meter_id>/camera/<uuid:device_id>/stop", views_meter.stop_camera, name="stop_camera"),
    path("meters/<uuid:meter_id>/photograph", views_meter.send_photo, name="send_photo"),
    path("meters/<uuid:meter_id>/set-up", views_meter.set_up_again, name="set_up_again"),
    path("meters/<uuid:meter_id>/face", views_face.face, name="face"),
    path("meters/<uuid:meter_id>/face/try", views_face.try_face, name="try_face"),
    path("meters/<uuid:meter_id>/face/save", views_face.save_face, name="save_face"),
    path("readings/<int:attempt_id>", views_reading.reading, name="reading"),
    path("pictures/<int:cut_id>.jpg", views_reading.picture, name="picture"),
]
