"""Rules by the API: made with the settings of their kind, tried against the past, changed, told to whom, deleted."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.alerts.channels.services import mail_to
from harimi.service.alerts.firsts import make_first_of
from harimi.service.alerts.kinds.registry import KINDS
from harimi.service.alerts.models import Hearing, Rule
from tests.services.alerts.watched import Scene, scene
from tests.services.api_calls import calling, operations, token_for
from tests.services.world import home, member, person

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
ADDRESS, TRIALS, JSON = "/api/v1/rules", "/api/v1/rule-trials", "application/json"
ABOVE = {"kind": "limit", "settings": {"warning": {"above": "1"}}}


@pytest.fixture
def gauge() -> Scene:
    """A pressure that was above 1 MPa for three hours of yesterday."""
    made = scene("pressure")
    start = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=24)
    for n, value in enumerate((500, 500, 1100, 1200, 1100, 500)):
        made.reads(start + timedelta(hours=n), value)
    return made


@pytest.fixture
def client(gauge: Scene) -> Client:
    """The owner's program."""
    return calling(token_for(gauge.site.organization, gauge.owner))


def _sent(client: Client, body: dict[str, Any], address: str = ADDRESS, method: str = "post", **headers: str) -> Any:
    return getattr(client, method)(address, body, content_type=JSON, headers=headers)


def test_the_document_tells_the_settings_of_every_kind() -> None:
    from harimi.service.api.v1.api import api  # the table of calls has it, too

    schemas = api.get_openapi_schema(path_prefix="/api/v1/")["components"]["schemas"]
    told = schemas["RuleOfKind"]["discriminator"]
    assert (told["propertyName"], set(told["mapping"])) == ("kind", set(KINDS))
    for kind, one in KINDS.items():
        rule = schemas[told["mapping"][kind].rpartition("/")[2]]
        settings = schemas[rule["properties"]["settings"]["$ref"].rpartition("/")[2]]
        assert set(settings["properties"]) == set(one.Settings.model_fields), kind
    assert operations()["put_rule"][2]["requestBody"] == operations()["make_rule"][2]["requestBody"]


def test_a_rule_is_tried_against_the_past_and_nothing_is_kept(gauge: Scene, client: Client) -> None:
    about = {"meter_id": str(gauge.register.meter_id)}
    tried = _sent(client, {**ABOVE, **about}, f"{TRIALS}?days=90").json()
    assert (tried["days"], tried["count"], tried["tried"], tried["there"]) == (90, 1, 1, 1)
    [alert] = tried["data"]
    assert (alert["register_id"], alert["level"]) == (str(gauge.register.pk), "warning")
    assert (alert["figures"]["value"], alert["figures"]["limit"]) == ("1.200", "1.000")
    assert alert["until"] is not None
    assert _sent(client, {**ABOVE, "settings": {"warning": {"above": "2"}}}, TRIALS).json()["count"] == 0
    assert _sent(client, ABOVE, f"{TRIALS}?days=366").status_code == 422
    assert not Rule.objects.exists()


def test_trials_are_counted_by_themselves(gauge: Scene, client: Client, settings: Any) -> None:
    assert gauge.site.pk
    settings.HARIMI = settings.HARIMI.model_copy(update={"api_photographs_per_minute": 2})
    codes = [_sent(client, ABOVE, TRIALS).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert client.get(ADDRESS).status_code == 200


def test_a_rule_is_made_once_told_changed_and_deleted(gauge: Scene, client: Client) -> None:
    channel = mail_to(gauge.site.organization, gauge.owner, actor=gauge.owner)
    asked = {
        **ABOVE,
        "name": "Too high",
        "register_id": str(gauge.register.pk),
        "quiet": {"since": "22:00", "until": "06:30", "off_days": True},
        "escalation": [30, 120],
        "hearings": [{"channel_id": str(channel.pk), "step": 1}],
    }
    made = [_sent(client, asked, **{"idempotency-key": "a"}) for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    assert made[0].json() == made[1].json()
    row = Rule.objects.get()
    assert (row.on, row.register_id, row.name, row.escalation) == (False, gauge.register.pk, "Too high", [30, 120])
    assert row.quiet == {"from": "22:00:00", "until": "06:30:00", "off_days": True, "alarms": True}
    told = client.get(f"{ADDRESS}/{row.pk}")
    assert told.json() == made[0].json()
    assert told.json()["settings"]["warning"] == {"above": "1", "below": None}
    assert told.json()["quiet"] == {"since": "22:00:00", "until": "06:30:00", "off_days": True, "alarms": True}
    assert told.json()["hearings"] == asked["hearings"]
    other = {**ABOVE, "settings": {"alarm": {"below": "0.2"}, "minutes": 10}, "level": "alarm"}
    late = _sent(client, other, f"{ADDRESS}/{row.pk}", "put", **{"if-match": '"stale"'})
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    changed = _sent(client, other, f"{ADDRESS}/{row.pk}", "put", **{"if-match": told.headers["ETag"]}).json()
    assert (changed["name"], changed["quiet"], changed["escalation"], changed["on"]) == ("", None, [], False)
    assert (changed["settings"]["minutes"], changed["register_id"]) == (10, str(gauge.register.pk))
    assert len(changed["hearings"]) == 1
    assert _sent(client, {**other, "hearings": [], "on": True}, f"{ADDRESS}/{row.pk}", "put").json()["hearings"] == []
    row.refresh_from_db()
    assert (row.on, Hearing.objects.exists()) == (True, False)
    assert client.delete(f"{ADDRESS}/{row.pk}").status_code == 204
    assert client.get(f"{ADDRESS}/{row.pk}").status_code == 404


def test_what_cannot_be_is_refused_with_a_code_and_keeps_nothing(gauge: Scene, client: Client) -> None:
    meter, site = str(gauge.register.meter_id), str(gauge.site.pk)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"kind": "nothing", "settings": {}}, "bad_request"),
        ({"kind": "limit", "settings": {}}, "bad_request"),
        ({"kind": "limit", "settings": {"minutes": 3, "percent": 4}}, "bad_request"),
        ({"kind": "battery", "settings": {"percent": 0}}, "bad_request"),
        ({**ABOVE, "site_id": site, "meter_id": meter}, "scope"),
        ({**ABOVE, "escalation": [60, 30]}, "escalation"),
        ({**ABOVE, "quiet": {"since": "07:00", "until": "07:00"}}, "quiet"),
        ({**ABOVE, "hearings": [{"channel_id": meter, "step": 0}]}, "channel"),
        ({**ABOVE, "title": "x"}, "bad_request"),
    ]
    for body, code in wrong:
        answer = _sent(client, body)
        assert (answer.status_code, answer.json()["code"]) == (422, code), body
    assert not Rule.objects.exists()


def test_what_it_is_for_and_its_kind_stay(gauge: Scene, client: Client) -> None:
    made = _sent(client, {**ABOVE, "meter_id": str(gauge.register.meter_id)}).json()
    address = f"{ADDRESS}/{made['id']}"
    for body in ({**ABOVE, "site_id": str(gauge.site.pk)}, {"kind": "battery", "settings": {}}):
        answer = _sent(client, body, address, "put")
        assert (answer.status_code, answer.json()["code"]) == (422, "scope"), body
    assert _sent(client, {**ABOVE, "meter_id": made["meter_id"]}, address, "put").status_code == 200


def test_one_of_the_beginning_is_changed_and_not_deleted(gauge: Scene, client: Client) -> None:
    make_first_of(gauge.site.organization)
    row = Rule.objects.get(kind="battery")
    answer = client.delete(f"{ADDRESS}/{row.pk}")
    assert (answer.status_code, answer.json()["code"]) == (422, "first")
    changed = _sent(client, {"kind": "battery", "settings": {"percent": 40}}, f"{ADDRESS}/{row.pk}", "put").json()
    assert (changed["settings"]["percent"], changed["own"], changed["on"]) == (40, False, row.on)


def test_nobody_watches_at_or_tells_somebody_elses(gauge: Scene) -> None:
    stranger = person("stranger@example.jp")
    theirs = calling(token_for(home(stranger).organization, stranger))
    channel = mail_to(gauge.site.organization, gauge.owner, actor=gauge.owner)
    rule = gauge.rule("limit", {"warning": {"above": "1"}})
    for name, key in (("site_id", gauge.site.pk), ("meter_id", gauge.register.meter_id), ("register_id", gauge.register.pk)):
        for address in (ADDRESS, TRIALS):
            assert _sent(theirs, {**ABOVE, name: str(key)}, address).status_code == 404, name
    answer = _sent(theirs, {**ABOVE, "hearings": [{"channel_id": str(channel.pk), "step": 0}]})
    assert (answer.status_code, answer.json()["code"]) == (422, "channel")
    assert _sent(theirs, ABOVE, f"{ADDRESS}/{rule.pk}", "put").status_code == 404
    assert theirs.delete(f"{ADDRESS}/{rule.pk}").status_code == 404
    assert Rule.objects.get().changed_at == rule.changed_at


def test_a_manager_makes_one_and_a_viewers_token_works_no_more(gauge: Scene) -> None:
    manager = member(gauge.site.organization, "manager@example.jp", "manager")
    client = calling(token_for(gauge.site.organization, manager))
    assert _sent(client, ABOVE).status_code == 201
    manager.memberships.update(role="viewer")
    assert _sent(client, ABOVE).status_code == 401
