"""Alerts by the API: seen, acknowledged, put off and ended by whoever may, in the words of everybody outside."""

from datetime import timedelta

import pytest
from django.utils import timezone

from harimi.service.alerts.models import Alert
from tests.services.alerts.telling_scene import house, opened
from tests.services.api_calls import calling, token_for

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


def test_an_alert_is_seen_acknowledged_put_off_and_ended() -> None:
    where, other = house(), house("other@example.jp")
    alert = opened(where)
    client = calling(token_for(where.site.organization, where.owner))
    stranger = calling(token_for(other.site.organization, other.owner))
    listed = client.get("/api/v1/alerts?state=open&kind=limit").json()["data"]
    assert [(one["id"], one["state"], one["value"]) for one in listed] == [(str(alert.pk), "open", "1.62")]
    address, json = f"/api/v1/alerts/{alert.pk}", "application/json"
    for end, body in (("", None), ("/acknowledge", {}), ("/snooze", {"until": "2099-01-01T00:00:00Z"}), ("/end", {})):
        answer = stranger.get(address) if body is None else stranger.post(f"{address}{end}", body, content_type=json)
        assert answer.status_code == 404, end
    assert client.post(f"{address}/acknowledge", {"note": "on my way"}, content_type=json).json()["state"] == "acknowledged"
    until = (timezone.now() + timedelta(hours=2)).isoformat()
    assert client.post(f"{address}/snooze", {"until": until}, content_type=json).json()["snoozed_until"] is not None
    far = {"until": "2099-01-01T00:00:00Z"}
    assert client.post(f"{address}/snooze", far, content_type=json).json()["code"] == "bad_moment"
    assert client.post(f"{address}/end", {}, content_type=json).json()["ended_because"] == "by_hand"
    assert client.get("/api/v1/alerts?state=open").json()["data"] == []
    assert len(client.get("/api/v1/alerts?state=ended").json()["data"]) == 1
    assert Alert.objects.get().state == "ended"
