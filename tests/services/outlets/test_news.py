"""Alerts and cameras are told to outlets, once each."""

import pytest

from harimi.service.devices.caring import rename
from harimi.service.devices.services import new_camera
from harimi.service.outlets import journal
from harimi.service.outlets.models import Event
from harimi.service.platform.models import OutboxEvent
from tests.services.alerts.telling_scene import ended, happened, house, opened
from tests.services.outlets.scene import heard

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]


def test_an_alert_is_told_when_it_opens_changes_and_ends_and_each_once() -> None:
    where = house()
    journal.begin(where.site.organization)
    alert = opened(where)
    happened(alert, "acknowledged")
    happened(alert, "escalated")
    ended(alert)
    twice = [OutboxEvent(topic=one.topic, payload=one.payload, due_at=one.due_at) for one in OutboxEvent.objects.all()]
    OutboxEvent.objects.bulk_create(twice)
    heard()
    events = list(Event.objects.order_by("number"))
    assert [one.type for one in events] == ["alert.opened", "alert.changed", "alert.ended"]
    assert [one.data["what"] for one in events] == ["opened", "acknowledged", "ended"]
    assert events[0].data["id"] == str(alert.pk)


def test_what_people_do_to_cameras_is_told() -> None:
    where = house()
    journal.begin(where.site.organization)
    device, _ = new_camera(where.site.organization, "Camera")
    rename(device, "Cellar", actor=where.owner)
    found = Event.objects.get(type="device.changed")
    assert (found.data["device_id"], found.data["what"]) == (str(device.pk), "renamed")
