"""What the pages show and take."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import send_mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from harimi.service.accounts.models import User
from harimi.service.accounts.services import AccountError, create_user
from harimi.service.captures.models import Cut
from harimi.service.devices.models import Device
from harimi.service.meters.models import Meter, Register
from harimi.service.pages.texts import TEXTS
from harimi.service.platform.models import Heartbeat
from harimi.service.privacy.gate import using
from harimi.service.project.config import Config, mail
from harimi.service.readings.models import Attempt
from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.clock_row import any_row, draw_row, geared
from tests.meters import METERS, shot
from tests.services.world import home, person, send, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
PATTERNED = (
    *("letting.csv.", "letting.rule.", "letting.line.", "letting.error.", "letting.missing.", "letting.days.", "letting.kind."),
    *(
        "letting.rounding",
        "letting.with_tax",
        "letting.due_days",
        "letting.near_days",
        "letting.registration_number_hint",
        "letting.address",
    ),
    *("recipient.", "approval.", "recall.answer.", "recall.error.", "provisions.ground.", "shared.state.", "shared.words"),
    *("state.", "face.", "documents.change.", "kept.", "page.", "event.", "level.", "consent.", "looks."),
    *("meter.span.", "meter.only.", "meter.before.", "meter.compare_", "happened.", "every.", "camera_event.", "camera_level."),
    *("cameras.state.", "cameras.advice.", "camera_setting.", "order_kind.", "order_state.", "order_code."),
    *("unit_state.", "unit_step.", "unit_hint.", "unit_event.", "unit.serials_hint", "unit.place"),
    *("agreement.state.", "agreement.done.", "legal.commerce.", "legal.fee.", "legal.price.", "legal.service."),
    *("policy_review.what.", "incident.new.", "incident.answer.", "incident.scope.", "incident.state.", "incident.by."),
    *("incident.report.", "incident.category.", "incident.part.", "incident.what.", "incident.done.", "incident.error."),
    *("parcel.state.", "parcel.carrier.", "parcel.done.", "parcel.error.", "fault.code.", "fault.state.", "fault.done."),
    *("guide.step.", "guide.hint.", "guide.go.", "stock.error.", "stock.room.", "stock.level.", "stock.move.", "stock.count."),
    *("parcel.address", "parcel.code", "parcel.corporate_name", "parcel.name", "parcel.place", "parcel.postal_code"),
    *("parcel.telephone", "parcel.tracking", "parcel.wishes_hint", "parcels.state.", "begin.step.", "begin.go.", "answers."),
    *(
        "activity.",
        "people.can.",
        "people.done.",
        "people.error.",
        "people.kind.",
        "people.role.",
        "invitation.",
        "imports.",
        "reports.",
        "rounds.",
    ),
    *("privacy.note.", "privacy.state.", "collected.delete.", "needs.", "needs_hint.", "order.", "share.", "life.", "places."),
    *("column.", "export.", "left_out.", "staff.role.", "staff.does.", "staff.error.", "customers.kind."),
    *("apply.", "applications.", "plans.", "fleet.", "holder.", "contact.", "case.", "office_cases.", "help.", "violation."),
    *("violations.logs.", "statistics.", "campaigns.", "invoice.line.", "invoice.count.", "invoice.why.", "money.", "ledger."),
    *(
        "payment.error.",
        "payments.how.",
        "mandate.kind.",
        "statement.error.",
        "receipts.",
        "layout.",
        "unpaid.done.",
        "entry.kind.",
    ),
    *("dunning.rests.", "debit.result.", "debits.day"),
    *("violations.logs.", "cards.", "request.", "requests."),
    *("alert.because.", "alert.event.", "alert.filter.", "alert.kind.", "alert.level.", "alert.why.", "telling.state."),
    *(
        "channel.about.",
        "channel.answer.",
        "channel.error.",
        "channel.field.",
        "channel.form.",
        "channel.how.",
        "channel.item.",
    ),
    *(
        "channel.kind.",
        "channel.runs.",
        "channel.state.",
        "channel.line.",
        "channel.chatwork.",
        "channel.more.",
        "channel.ntfy.",
    ),
    *("channel.slack.", "channel.teams.", "channel.webhook.", "country.", "outlet.", "tokens.", "rule.about.", "rule.against."),
    *("rule.believed.", "rule.error.", "rule.expiry.", "rule.field.", "rule.form.", "rule.in_period.", "rule.lamp.state."),
    *("rule.limit.", "rule.period.", "rule.says.", "rule.sensitivity.", "rule.silence."),
    *("new.states.", "walk.", "hand.", "photo.", "reread_state.", "rereads.", "leaving.", "photographs.thinned.", "notices."),
)
"""Beginnings of keys whose ends are codes."""
GAUGE = {"name": "Boiler", "kind": "dial", "unit": "MPa", "low": "0", "high": "1.6"}


@pytest.fixture
def owner() -> User:
    return person("owner@example.jp")


def _signed_in(user: User, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def _photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("meter.jpg", shot(METERS["pressure"], METERS["pressure"].start), "image/jpeg")


def test_a_meter_is_registered_from_a_photograph_and_read_once_its_face_is_drawn(owner: User) -> None:
    site = home(owner)
    client = _signed_in(owner)
    answer = client.post("/meters/new", {**GAUGE, "site": str(site.pk), "photo": _photo()}, follow=True)
    meter = Meter.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("face", args=[meter.pk])
    begun = answer.context["face"]
    tried = client.post(
        reverse("try_face", args=[meter.pk]),
        {"picture": answer.context["picture"].pk, "face": begun},
        content_type="application/json",
    ).json()
    assert abs(float(tried["value"]) - 0.62) < 0.04
    saved = client.post(
        reverse("save_face", args=[meter.pk]),
        {"picture": answer.context["picture"].pk, "face": begun},
        content_type="application/json",
    )
    assert saved.json() == {"next": reverse("meter", args=[meter.pk])}
    work()
    attempt = Attempt.objects.get()
    assert attempt.guess is not None
    assert abs(attempt.guess / 10**attempt.register.decimals - 0.62) < 0.04
    assert Cut.objects.get().frame is not None


def _clock_dials(value: float, count: int) -> SimpleUploadedFile:
    """A photograph of a row of clock dials at a value, in units of the lowest one's figures."""
    rng = np.random.default_rng(4)
    drawn = draw_row(geared(value, count), any_row(rng, count=count))
    seen = photograph(drawn, rng, Pose(), Light(), Lens(blur=0.5, noise=2))
    return SimpleUploadedFile("dials.jpg", encode(seen.image, 92).tobytes(), "image/jpeg")


@pytest.mark.parametrize("found", [True, False], ids=["dials", "an empty wall"])
def test_a_meter_with_clock_dials_begins_with_one_display_a_dial(owner: User, found: bool) -> None:
    """Proposed with what they show, or, where none are found, a row of four in the middle, to be dragged into place."""
    photo = _clock_dials(8147.4, 4) if found else _wall()
    wanted = {"name": "Gas", "kind": "dials", "unit": "m3", "digits": "4", "counts_up": "on", "site": str(home(owner).pk)}
    client = _signed_in(owner)
    answer = client.post("/meters/new", {**wanted, "photo": photo}, follow=True)
    begun = answer.context["face"]
    assert [display["weight"] for display in begun["displays"]] == ["1000", "100", "10", "1"]
    tried = client.post(
        reverse("try_face", args=[Meter.objects.get().pk]),
        {"picture": answer.context["picture"].pk, "face": begun},
        content_type="application/json",
    ).json()
    assert (tried["value"] == "8147") == found
    register = Register.objects.get()
    assert (register.kind, register.rolls_over_at) == (Register.Kind.COUNTER, 10_000)


def _wall() -> SimpleUploadedFile:
    noise = np.random.default_rng(0).normal(150, 5, (480, 640, 3)).clip(0, 255).astype(np.uint8)
    return SimpleUploadedFile("wall.jpg", encode(noise, 90).tobytes(), "image/jpeg")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"low": "5", "high": "1"}, "lowest and the highest value"),
        ({"kind": "drums", "digits": ""}, "how many digits"),
        ({"kind": "drums", "digits": "3", "decimals": "4"}, "more decimals than digits"),
        ({"kind": "drums", "digits": "16", "decimals": "15", "max_per_hour": "999999999"}, "This is too large"),
        ({"photo": SimpleUploadedFile("a.jpg", b"no picture")}, "cannot be used"),
    ],
)
def test_a_form_that_cannot_be_says_why_and_makes_nothing(owner: User, change: dict[str, object], words: str) -> None:
    site = home(owner)
    answer = _signed_in(owner).post("/meters/new", {**GAUGE, "site": str(site.pk), "photo": _photo(), **change})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Register.objects.exists()


def test_a_meter_cannot_be_put_into_another_house(owner: User) -> None:
    home(owner)
    elsewhere = home(person("other@example.jp"))
    answer = _signed_in(owner).post("/meters/new", {**GAUGE, "site": str(elsewhere.pk), "photo": _photo()})
    assert answer.status_code == 422
    assert not Meter.objects.exists()


@pytest.mark.parametrize(
    "sent", ["", "{}", "[]", '{"picture": 1}', '{"picture": "x", "face": {}}', '{"picture": PK, "face": {}}']
)
def test_a_face_that_is_none_is_refused_in_words(sent: str) -> None:
    made = world("pressure", since=START)
    sent = sent.replace("PK", str(Cut.objects.get().pk))
    answer = _signed_in(made.owner).post(
        reverse("try_face", args=[made.register.meter_id]), sent, content_type="application/json"
    )
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_a_meters_page_shows_curve_usage_table_and_pictures_in_both_languages() -> None:
    made = world("energy", since=START)
    for n in range(1, 4):
        send(made, f"{8766 + 3 * n}.00", START + timedelta(hours=n), n)
    work()
    address = reverse("meter", args=[made.register.meter_id])
    english = _signed_in(made.owner).get(address, {"on": "2026-04-06"}).content.decode()
    japanese = _signed_in(made.owner, "ja").get(address, {"on": "2026-04-06"}).content.decode()
    for page, words in ((english, ("Curve", "Usage", "Photographs")), (japanese, ("推移", "使用量", "写真"))):
        assert all(word in page for word in words)
        assert page.count('class="dot') == 4
        assert "8,775.00" in page
    for span in ("month", "year"):
        assert _signed_in(made.owner).get(address, {"span": span, "on": "2026-04-06"}).content.decode().count("bar-of-use") == 1


@pytest.mark.parametrize("on", ["", "yesterday", "9999-99-99", "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("span", ["day", "month", "year", "century"])
def test_any_period_that_an_address_may_ask_for_is_shown(on: str, span: str) -> None:
    made = world("pressure", since=START, faced=False)
    answer = _signed_in(made.owner).get(reverse("meter", args=[made.register.meter_id]), {"span": span, "on": on})
    assert answer.status_code == 200


def test_a_person_settles_a_value_on_its_page() -> None:
    made = world("energy", since=START)
    work()
    address = reverse("reading", args=[Attempt.objects.get().pk])
    client = _signed_in(made.owner)
    client.post(address, {"value": "8,765.40"})
    assert "8,765.40" in client.get(address).content.decode()
    refused = client.post(address, {"value": "many"}, follow=True)
    assert "as a number" in refused.content.decode()
    assert "8,765.40" in client.get(address).content.decode()
    for typed, words in (("1e999999999", "as a number"), ("99999999", "cannot show"), ("８７６５．４１", "is settled")):
        assert words in client.post(address, {"value": typed}, follow=True).content.decode()


def test_a_cameras_token_is_shown_once_and_kept_as_a_hash() -> None:
    made = world("pressure", since=START)
    page = _signed_in(made.owner).post(reverse("connect_camera", args=[made.register.meter_id]), {"name": "Hall"})
    device = Device.objects.get(name="Hall")
    token = page.context["token"]
    assert token in page.content.decode()
    kept = device.tokens.get()
    assert token not in (kept.hash, kept.broker_hash)
    assert token.endswith(kept.end)


def test_whoever_runs_the_service_founds_a_household_without_any_operator() -> None:
    staff = person("me@home.example", staff=True)
    client = _signed_in(staff)
    assert client.get("/").headers["Location"] == "/welcome"
    assert client.post("/welcome", {"name": "Home", "time_zone": "Nowhere/Land"}).status_code == 200
    assert client.post("/welcome", {"name": "Home", "time_zone": "Asia/Tokyo"}).headers["Location"] == "/"
    assert client.get("/").status_code == 200


@pytest.fixture
def kept_mail(settings: Settings) -> None:
    """What the service does without an SMTP server; pytest-django would keep mail in memory."""
    settings.EMAIL_BACKEND = mail(Config())["EMAIL_BACKEND"]


@pytest.mark.usefixtures("kept_mail")
def test_without_an_smtp_server_mail_lands_on_a_page_for_staff() -> None:
    with using("guidance"):
        send_mail("件名", "本文です", None, ["a@example.jp"])
    staff = person("staff@example.jp", staff=True, admin=True)
    assert "本文です" in _signed_in(staff).get("/office/mail").content.decode()


@pytest.mark.usefixtures("kept_mail")
def test_a_forgotten_password_is_mended_by_mail(owner: User) -> None:
    Client().post("/accounts/password/reset/", {"email": owner.email})
    page = _signed_in(person("staff@example.jp", staff=True, admin=True)).get("/office/mail").content.decode()
    assert "/accounts/password/reset/key/" in page


def test_the_service_is_ready_only_while_a_worker_is_at_work() -> None:
    assert Client().get("/livez").status_code == 200
    assert Client().get("/readyz").status_code == 503
    Heartbeat.objects.create(worker="w", at=timezone.now())
    assert Client().get("/readyz").json()["ready"] is True
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=1))
    assert "no worker" in Client().get("/readyz").json()["checks"]["worker"]


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [("nobody", "a long password", "mail"), ("a@b.jp", "short", "10"), ("taken@b.jp", "a long password", "already")],
)
def test_an_account_that_cannot_be_says_why(email: str, password: str, words: str) -> None:
    person("taken@b.jp")
    with pytest.raises(AccountError) as error:
        create_user(email, password)
    assert words in str(error.value) or "メール" in str(error.value)


def test_a_photograph_brought_by_hand_is_read_like_any_other() -> None:
    made = world("pressure", since=START)
    _signed_in(made.owner).post(reverse("send_photo", args=[made.register.meter_id]), {"photo": _photo()})
    assert Cut.objects.filter(installation__device__kind="person", state=Cut.State.WAITING).count() == 1


def test_every_text_is_used_and_every_used_text_is_there() -> None:
    service = Path(__file__).parents[2] / "src/harimi/service"
    sources = [path for kind in ("*.html", "*.py") for path in service.rglob(kind) if "texts" not in path.parts]
    words = "\n".join(path.read_text("utf-8") for path in sources)
    used = set(re.findall(r"""(?:\{% t |\btext\()"([a-z_]+\.[a-z_.]+)\"""", words))
    assert used <= set(TEXTS)
    told = {key for key in TEXTS if f'"{key}"' in words or key.startswith(PATTERNED)}
    assert set(TEXTS) - told == set()
    assert all(ja.strip() and en.strip() for ja, en in TEXTS.values())
