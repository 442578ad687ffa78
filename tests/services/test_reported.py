"""What cameras tell of themselves: nothing before consent, nothing that is not asked for, nothing for longer than was said."""

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from harimi.service.api.device.common import limiter
from harimi.service.captures.models import Capture
from harimi.service.devices.models import DeviceLog, DeviceReport
from harimi.service.devices.reported import AHEAD, breaches, forget_reported
from harimi.service.devices.services import stop
from harimi.service.privacy import choices
from harimi.service.privacy.choices import Asked
from harimi.service.privacy.promptly import Breach
from tests.meters import METERS, shot
from tests.services.world import World, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)
ASKED = Asked("May we?", "ja", "my_account")
CANARY = "Kx0Vq2-HC-7"
REPORT = {"model": CANARY, "os": "linux", "firmware": "1.4", "serial": "S-1", "battery_percent": 80, "rssi_dbm": -61}
REPORT |= {"temperature_c": 31, "clock_drift_s": -2, "free_mb": 5120, "waiting": 0}


@pytest.fixture
def made() -> World:
    limiter().storage.reset()
    return world("energy", since=START)


def _post(made: World, what: str, body: object, token: str | None = None) -> tuple[int, dict[str, Any]]:
    data = body if isinstance(body, str) else json.dumps(body)
    headers = {"Authorization": f"Bearer {made.token if token is None else token}"}
    answer = Client().post(f"/api/device/v1/{what}", data, content_type="application/json", headers=headers)
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status_code, json.loads(answer.content or b"{}")


def _consent(made: World) -> None:
    choices.consent("camera_device", ASKED, subject=made.site.organization.subject_id)


def _line(**other: object) -> dict[str, object]:
    return {"at": timezone.now().isoformat(), "level": "warning", "event": "power_low", "code": 3, **other}


def _everything() -> str:
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            found.append(repr(cursor.fetchall()))
    return "\n".join(found)


@pytest.mark.clause("PP-3-1d")
def test_before_consent_a_report_is_refused_and_nothing_of_it_is_kept_or_logged(
    made: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        status, body = _post(made, "report", REPORT)
    assert (status, body["code"]) == (403, "no_consent")
    assert CANARY not in _everything()
    assert CANARY not in caplog.text
    assert not DeviceReport.objects.exists()


@pytest.mark.clause("PP-3-1d")
def test_before_consent_not_even_a_report_that_cannot_be_read_is_looked_into(made: World) -> None:
    assert _post(made, "report", "no json")[1]["code"] == "no_consent"


@pytest.mark.clause("PP-3-1d")
def test_a_camera_without_consent_still_sends_photographs(made: World) -> None:
    headers = {"Authorization": f"Bearer {made.token}", "Harimi-Taken-At": "2026-04-06T10:00:00+09:00"}
    photo = shot(METERS["energy"], METERS["energy"].start, 3)
    before = Capture.objects.count()
    answer = Client().post("/api/device/v1/captures", photo, content_type="image/jpeg", headers=headers)
    assert (answer.status_code, Capture.objects.count()) == (201, before + 1)


def test_with_consent_a_report_is_kept_and_after_withdrawal_none(made: World) -> None:
    _consent(made)
    assert _post(made, "report", {**REPORT, "owner": "Sakura", "position": {"lat": 35.6}})[0] == 204
    kept = DeviceReport.objects.values(*REPORT).get()
    assert kept == REPORT
    choices.withdraw("camera_device", ASKED, subject=made.site.organization.subject_id)
    assert _post(made, "report", REPORT)[0] == 403
    assert DeviceReport.objects.count() == 1
    assert "Sakura" not in _everything()


def test_a_report_of_nothing_says_that_the_camera_lives(made: World) -> None:
    _consent(made)
    assert _post(made, "report", {})[0] == 204
    assert DeviceReport.objects.get().battery_percent is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"model": "x" * 81},
        {"battery_percent": 101},
        {"rssi_dbm": "strong"},
        {"firmware": "1\n2"},
        {"os": {"name": "linux"}},
        [1],
    ],
)
def test_a_report_that_does_not_fit_is_refused_by_its_field_and_never_repeated(made: World, wrong: object) -> None:
    _consent(made)
    status, body = _post(made, "report", wrong)
    assert (status, body["code"]) == (422, "bad_body")
    assert "xxxx" not in body["detail"]
    assert "strong" not in body["detail"]
    assert not DeviceReport.objects.exists()


@pytest.mark.clause("PP-1(2)2b")
def test_fields_of_a_log_that_nobody_asked_for_are_dropped(made: World) -> None:
    status, body = _post(made, "log", [_line(message="Sakura came home", position="35.6,139.4", ssid="Sakura")])
    assert (status, body) == (200, {"kept": 1})
    row = DeviceLog.objects.get()
    assert (row.device_id, row.level, row.event, row.code) == (made.device.pk, "warning", "power_low", 3)
    assert "Sakura" not in _everything()
    assert "35.6" not in _everything()


@pytest.mark.clause("PP-1(2)2b")
def test_a_log_sent_twice_is_kept_once_and_what_cannot_be_is_dropped(made: World) -> None:
    line = _line()
    old, ahead = timezone.now() - timedelta(days=91), timezone.now() + timedelta(hours=1)
    sent = [line, line, _line(event="sakura_came_home"), _line(at=old.isoformat()), _line(at=ahead.isoformat())]
    _post(made, "log", sent)
    _post(made, "log", sent)
    assert DeviceLog.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        "no json",
        {},
        [_line(at="2026-04-06T10:00:00")],
        [_line(level="loud")],
        [_line(event="Sakura came home")],
        [_line()] * 201,
    ],
)
def test_a_log_that_does_not_fit_is_refused(made: World, wrong: object) -> None:
    status, body = _post(made, "log", wrong)
    assert (status, body["code"]) == (422, "bad_body")
    assert "Sakura" not in body["detail"]
    assert not DeviceLog.objects.exists()


@pytest.mark.clause("PP-1(2)-0")
def test_where_the_operator_collects_none_both_are_answered_and_dropped(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update={"collectors": "access_log"}))
    _consent(made)
    assert (_post(made, "report", REPORT)[0], _post(made, "log", [_line()])[0]) == (204, 204)
    assert not DeviceReport.objects.exists()
    assert not DeviceLog.objects.exists()


@pytest.mark.clause("PP-3-2b")
def test_where_the_house_stopped_it_both_are_answered_and_dropped(made: World) -> None:
    _consent(made)
    choices.stop_all(made.site.organization.subject_id, ASKED, ())
    assert (_post(made, "report", REPORT)[0], _post(made, "log", [_line()])[0]) == (204, 204)
    assert not DeviceReport.objects.exists()
    assert not DeviceLog.objects.exists()


@pytest.mark.parametrize("what", ["report", "log"])
def test_nobody_but_a_camera_in_use_reports(made: World, what: str) -> None:
    _consent(made)
    assert _post(made, what, [], token="hc_wrong")[0] == 401
    stop(made.device)
    assert _post(made, what, REPORT if what == "report" else [_line()])[0] == 401
    assert Client().get(f"/api/device/v1/{what}").status_code == 405


def test_too_much_at_a_time_or_too_often_is_refused(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _post(made, "log", json.dumps([_line()]) + " " * 70_000)[1]["code"] == "too_large"
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update={"captures_per_minute": 1}))
    limiter().storage.reset()
    assert [_post(made, "log", [])[0] for _ in range(2)] == [200, 429]


@pytest.mark.clause("PP-1(2)2b")
def test_reports_and_logs_end_on_their_day_but_a_working_cameras_latest_report_stays(made: World) -> None:
    for _ in range(2):
        DeviceReport.objects.create(device=made.device)
    DeviceLog.objects.create(device=made.device, at=timezone.now(), level="info", event="started")
    assert forget_reported(timezone.now() + timedelta(days=89)) == 0
    assert forget_reported(timezone.now() + timedelta(days=91)) == 1
    assert forget_reported(timezone.now() + timedelta(days=366)) == 1
    stop(made.device)
    assert forget_reported(timezone.now() + timedelta(days=366)) == 1


@pytest.mark.clause("PP-3-2e")
def test_what_is_kept_after_a_stop_or_a_withdrawal_is_a_breach(made: World) -> None:
    house = made.site.organization.subject_id
    _consent(made)
    _post(made, "report", REPORT)
    _post(made, "log", [_line()])
    choices.withdraw("camera_device", ASKED, subject=house)
    choices.stop(house, ASKED, item="camera_log")
    assert breaches() == []
    DeviceReport.objects.update(at=timezone.now() + timedelta(seconds=70))
    DeviceLog.objects.update(at=timezone.now() + timedelta(seconds=70) + AHEAD)
    assert breaches() == [Breach("camera_device", 1), Breach("camera_log", 1)]
    _consent(made)
    choices.resume(house, ASKED, item="camera_log")
    assert breaches() == []


def test_the_api_describes_both(client: Client) -> None:
    described = client.get("/api/device/v1/openapi.json").json()["paths"]
    report = described["/api/device/v1/report"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    log = described["/api/device/v1/log"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(report["properties"]) == set(REPORT)
    assert (log["maxItems"], log["items"]["required"]) == (200, ["at", "event"])
