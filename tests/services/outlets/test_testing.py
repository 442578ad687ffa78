"""A test of an outlet says whether its other side is there and lets us in, and sends nothing that looks like a reading."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from standardwebhooks import Webhook

from harimi.service.accounts.models import Activity, User
from harimi.service.outlets import testing
from harimi.service.outlets.models import Outlet
from harimi.service.outlets.testing import FailedError, send_test
from harimi.service.privacy.models import AuditEvent
from harimi.service.third_parties.instructions import take_back
from harimi.service.third_parties.models import Provision
from tests.broker import mosquitto
from tests.instances.influxdb import DATABASE, InfluxDb, installed
from tests.instances.mosquitto import Mosquitto
from tests.instances.program import absent, open_folder
from tests.services.outlets.listening import PASSWORD, USER, listening
from tests.services.outlets.scene import customer, known, outlet, say, sent, water
from tests.services.third_parties.scene import Server
from tests.services.world import member, person

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]


@pytest.fixture(autouse=True)
def pressed_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing, "BETWEEN", timedelta(0))


@pytest.fixture
def inside(settings: Any) -> None:
    """Customers may send to this machine."""
    settings.HARIMI = settings.HARIMI.model_copy(update={"inside": "127.0.0.1"})


@pytest.fixture
def partner(server: Server, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Server:
    """Somebody outside who takes webhooks."""
    known(monkeypatch, settings)
    return server


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    """A real one, at which the customer may write what begins with `harimi`."""
    with mosquitto(tmp_path_factory.mktemp("broker") / "m", lambda _: None) as made:
        yield made


@pytest.fixture(scope="module")
def influx() -> Iterator[InfluxDb]:
    """A real one."""
    if why := installed():
        absent(why)
    with open_folder("influx") as folder:
        made = InfluxDb(folder / "influx")
        made.start()
        yield made
        made.stop()


def _client(who: User, language: str = "en") -> Client:
    made = Client(headers={"accept-language": language})
    made.force_login(who)
    return made


def _pressed(client: Client, row: Outlet) -> str:
    """What the page says after the button was pressed."""
    answer = client.post(f"/account/outlets/{row.pk}/step", {"step": "test"}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def _code(row: Outlet, owner: User) -> str:
    """Why it does not work."""
    with pytest.raises(FailedError) as failed:
        send_test(Outlet.objects.select_related("organization", "instruction").get(pk=row.pk), actor=owner)
    return failed.value.code


@pytest.mark.parametrize(
    ("language", "button", "good", "bad"),
    [
        ("en", "Send a test", "One event of the type “test” was sent and taken.", "The test did not go through."),
        (
            "ja",
            "接続をテストする",
            "テストの出来事(種類: test)を1件送り、正常に受け取られました。",
            "テストは成功しませんでした。",
        ),
    ],
)
def test_a_webhook_is_sent_an_event_of_its_own_type_and_the_page_says_what_came_of_it(
    partner: Server, language: str, button: str, good: str, bad: str
) -> None:
    owner, site = customer()
    made, register = outlet(owner, site.organization, settings={"url": "http://partner.example/take", "types": ()}), water(site)
    say(register, 1, 1000)
    client = _client(owner, language)
    assert button in client.get(f"/account/outlets/{made.pk}").content.decode()
    assert good in _pressed(client, made)
    [(_, body, headers)] = partner.taken
    told = json.loads(body)
    assert (told.keys(), told["type"], told["data"]) == ({"type", "timestamp", "data"}, "test", {})
    Webhook(json.loads(made.settings)["secret"]).verify(body, {name.lower(): value for name, value in headers.items()})
    assert Outlet.objects.get().position == made.position
    partner.answer = (403, {}, b"")
    page = _pressed(client, made)
    assert bad in page
    assert "403" in page
    assert Outlet.objects.get().fault == ""
    assert set(Activity.objects.values_list("action", "actor")) >= {("outlet.tested", owner.pk)}
    assert Provision.objects.get().items == ["contract_data"]
    assert AuditEvent.objects.filter(action="sent", case=str(made.pk), outcome="done").count() == 2


def test_what_waits_for_an_outlet_that_failed_goes_once_a_test_went_through(partner: Server) -> None:
    owner, site = customer()
    made, register = outlet(owner, site.organization), water(site)
    partner.answer = (503, {}, b"")
    say(register, 1, 1000)
    sent()
    assert _code(made, owner) == "http_503"
    assert Outlet.objects.get().failing_since is not None
    partner.answer, partner.taken = (200, {}, b""), []
    send_test(Outlet.objects.get(), actor=owner)
    sent()
    assert [json.loads(body)["type"] for _, body, _ in partner.taken] == ["test", "reading.created"]


def test_no_connection_is_opened_without_an_instruction_or_to_an_address_inside(partner: Server, settings: Any) -> None:
    owner, site = customer()
    made = outlet(owner, site.organization)
    settings.HARIMI = settings.HARIMI.model_copy(update={"inside": ""})
    assert _code(made, owner) == "address_scheme"
    made.settings = made.settings.replace("http://partner.example/take", "https://127.0.0.1/")
    made.save()
    assert _code(made, owner) == "address_inside"
    assert made.instruction is not None
    take_back(made.instruction, actor=owner.subject_id)
    made.settings = made.settings.replace("https://127.0.0.1/", "https://partner.example/")
    made.save()
    assert _code(made, owner) == "not_permitted"
    assert (partner.connections, partner.taken) == (0, [])


def test_nobody_is_flooded_by_the_button(partner: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing, "BETWEEN", timedelta(seconds=60))
    owner, site = customer()
    first, second = (outlet(owner, site.organization) for _ in range(2))
    assert "was sent and taken" in _pressed(_client(owner), first)
    assert "It was tested a moment ago." in _pressed(_client(owner), first)
    assert "was sent and taken" in _pressed(_client(owner), second)
    assert len(partner.taken) == Activity.objects.filter(action="outlet.tested").count() == 2


@pytest.mark.usefixtures("inside")
def test_a_broker_is_told_below_our_own_topic_and_of_no_register(broker: Mosquitto) -> None:
    owner, site = customer()
    say(water(site), 1, 1000)
    told = {"url": f"mqtt://127.0.0.1:{broker.port}", "user": USER, "password": PASSWORD, "discovery": ""}
    made = outlet(owner, site.organization, "mqtt", settings=told)
    with listening(broker, "harimi/#") as listener:
        assert "“online” was sent to harimi/availability." in _pressed(_client(owner), made)
        assert listener.of("harimi/availability", 1) == ["online"]
    with listening(broker, "harimi/#") as later_on:
        send_test(made, actor=owner)
        assert later_on.of("", 1) == ["online"], "nothing was kept for whoever comes later, and nothing else is said"
    made.settings = made.settings.replace(PASSWORD, "wrong")
    made.save()
    assert _code(made, owner) == "login"
    made.settings = made.settings.replace("wrong", PASSWORD).replace('"harimi"', '"elsewhere"', 1)
    made.save()
    assert _code(made, owner) in ("topic", "login")
    broken = outlet(owner, site.organization, "mqtt", settings={**told, "url": "mqtt://127.0.0.1:1"})
    assert _code(broken, owner) == "unreached"


@pytest.mark.usefixtures("inside")
def test_thingsboard_is_asked_to_let_us_in_and_told_nothing(broker: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> None:
    from harimi.service.egress.mqtt import Login
    from harimi.service.outlets.kinds import thingsboard

    owner, site = customer()
    made = outlet(
        owner, site.organization, "thingsboard", settings={"url": f"mqtt://127.0.0.1:{broker.port}", "token": "a token"}
    )
    assert _code(made, owner) == "login"
    monkeypatch.setattr(thingsboard, "Login", lambda _: Login(USER, PASSWORD))
    with listening(broker, "#") as listener:
        assert "knows the access token" in _pressed(_client(owner), made)
        assert listener.heard == []


@pytest.mark.usefixtures("inside")
def test_influxdb_is_written_nothing_and_says_whether_it_would_be(influx: InfluxDb) -> None:
    owner, site = customer()
    influx.ask(f'DROP DATABASE "{DATABASE}"')
    influx.ask(f'CREATE DATABASE "{DATABASE}"')
    made = outlet(owner, site.organization, "influxdb", settings={"url": influx.url, "api": "1", "bucket": DATABASE})
    assert "lets us write. Nothing was written." in _pressed(_client(owner), made)
    assert influx.ask("SHOW MEASUREMENTS") == []
    missing = outlet(owner, site.organization, "influxdb", settings={"url": influx.url, "api": "1", "bucket": "nowhere"})
    assert _code(missing, owner) == "http_404"


@pytest.mark.parametrize("who", ["viewer", "stranger", "nobody"])
def test_nobody_else_presses_it(partner: Server, who: str) -> None:
    owner, site = customer()
    made = outlet(owner, site.organization)
    client = Client()
    if who != "nobody":
        user = person("s@example.jp") if who == "stranger" else member(site.organization, "v@example.jp", "viewer")
        client.force_login(user)
    assert client.post(f"/account/outlets/{made.pk}/step", {"step": "test"}).status_code == (302 if who == "nobody" else 404)
    assert (partner.taken, Activity.objects.filter(action="outlet.tested").count()) == ([], 0)


def test_what_is_read_from_inside_has_no_such_button(settings: Any) -> None:
    settings.HARIMI = settings.HARIMI.model_copy(update={"modbus": "127.0.0.1:5020"})
    owner, site = customer()
    made = outlet(owner, site.organization, "modbus", settings={"unit": 7, "clients": "127.0.0.1"})
    assert "Send a test" not in _client(owner).get(f"/account/outlets/{made.pk}").content.decode()
    assert "nothing can be tested from here" in _pressed(_client(owner), made)
