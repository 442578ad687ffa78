"""The archive read once more, by hand: staff start it and decide, the pictures are for those whose meters it is."""

from datetime import timedelta

import pytest
from django.test import Client

from harimi.service.privacy.audit import looks_at
from harimi.service.privacy.choices import Asked, stop
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import AuditEvent
from harimi.service.readings.models import Attempt, Reread
from harimi.service.readings.trials.asking import ask
from tests.services.read_before import END, START, read_before
from tests.services.world import World, home, person, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ("/office/rereads", "/office/rereads/new")


def _client(email: str) -> Client:
    client = Client(headers={"host": "localhost", "accept-language": "en"})
    assert client.login(username=email, password="a long password")
    return client


@pytest.fixture
def made() -> World:
    """See `read_before`."""
    return read_before()


@pytest.fixture
def staff(made: World) -> Client:
    """Somebody of the operator's, in a service that has a customer."""
    assert made
    return _client(person("staff@example.jp", staff=True).email)


def _row(made: World) -> Reread:
    row = ask(made.site, START, END)
    work()
    return row


def test_staff_start_one_see_old_and_new_and_accept_it(made: World, staff: Client) -> None:
    assert f"organization:{made.site.organization_id}" in staff.get("/office/rereads/new?q=Home").content.decode()
    wanted = {"of": f"organization:{made.site.organization_id}", "since": "2026-04-01", "until": "2026-04-30"}
    answer = staff.post("/office/rereads/new", wanted)
    row = Reread.objects.get()
    assert answer.headers["Location"] == f"/office/rereads/{row.pk}"
    assert "0 of" in staff.get(answer.headers["Location"]).content.decode()
    work()
    shown = staff.get(f"/office/rereads/{row.pk}").content.decode()
    assert "4 of 4 read on trial" in shown
    assert made.register.meter.name not in shown
    side = staff.get(f"/office/rereads/{row.pk}?values").content.decode()
    assert "8,767.11" in side
    assert "8,767.00" in side
    assert "/pictures/" not in side
    staff.post(f"/office/rereads/{row.pk}/step", {"step": "accept"})
    work()
    assert values(made.register)[1:] == [876700, 876800, 876900]
    assert "4 of 4 taken over" in staff.get(f"/office/rereads/{row.pk}").content.decode()


def test_whose_values_they_are_is_a_look_that_is_noted(made: World, staff: Client) -> None:
    row = _row(made)
    before = AuditEvent.objects.filter(action="looked").count()
    for address in ("/office/rereads", f"/office/rereads/{row.pk}"):
        assert "Home" not in staff.get(address).content.decode()
    assert AuditEvent.objects.filter(action="looked").count() == before
    assert "Home" in staff.get(f"/office/rereads/{row.pk}?values").content.decode()
    assert AuditEvent.objects.filter(action="looked").count() == before + 1


def test_a_customer_is_found_by_what_staff_were_told_and_nobody_is_listed(made: World, staff: Client) -> None:
    other = home(person("other@example.jp"), "Elsewhere")
    before = AuditEvent.objects.filter(action="looked").count()
    for nothing in ("", "?q=", "?q=+", "?q=Hom", "?q=o"):
        page = staff.get(f"/office/rereads/new{nothing}").content.decode()
        assert not any(one in page for one in ("Elsewhere", str(other.organization_id), str(made.site.organization_id)))
    assert AuditEvent.objects.filter(action="looked").count() == before
    for known in ("Home", str(made.site.organization_id), "owner@example.jp"):
        page = staff.get("/office/rereads/new", {"q": known}).content.decode()
        assert f"organization:{made.site.organization_id}" in page
        assert "Elsewhere" not in page
    assert looks_at(made.site.organization.subject_id).count() == 3


def test_places_and_meters_of_one_customer_are_chosen(made: World, staff: Client) -> None:
    page = staff.get(f"/office/rereads/new?customer={made.site.organization_id}").content.decode()
    assert f"site:{made.site.pk}" in page
    staff.post("/office/rereads/new", {"of": [f"meter:{made.register.meter_id}", f"site:{made.site.pk}"]})
    assert {row.scope for row in Reread.objects.all()} == {"meter", "site"}


def test_what_was_dropped_is_forgotten(made: World, staff: Client) -> None:
    row = _row(made)
    staff.post(f"/office/rereads/{row.pk}/step", {"step": "drop"})
    row.refresh_from_db()
    assert (row.state, row.trials.count()) == ("dropped", 0)
    again = staff.post(f"/office/rereads/{row.pk}/step", {"step": "accept"}, follow=True).content.decode()
    assert "Not from this state" in again


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"since": "2026-04-02", "until": "2026-04-01"}, "The last day is the first one or after it"),
        ({"since": "nonsense"}, "Enter a valid date"),
        ({}, "Choose at least one"),
    ],
)
def test_what_cannot_be_meant_is_told(made: World, staff: Client, sent: dict[str, str], said: str) -> None:
    of = {} if not sent else {"of": f"site:{made.site.pk}"}
    answer = staff.post(f"/office/rereads/new?customer={made.site.organization_id}", {**of, **sent})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Reread.objects.exists()


def test_a_time_without_pictures_starts_nothing(made: World, staff: Client) -> None:
    sent = {"of": f"site:{made.site.pk}", "since": "2020-01-01", "until": "2020-02-01"}
    assert "no photograph of that time" in staff.post("/office/rereads/new", sent, follow=True).content.decode()


def test_the_owner_sees_the_pictures_that_differ_and_nobody_else_does(made: World) -> None:
    row, owner = _row(made), _client(made.owner.email)
    page = owner.get(f"/trials/{row.pk}").content.decode()
    assert page.count("<image ") >= 2
    assert "8,767.11" in page
    assert str(row.pk) in owner.get("/trials").content.decode()
    world("water", since=START, email="other@example.jp", faced=False)
    for stranger in (_client("other@example.jp"), _client(person("staff@example.jp", staff=True).email), Client()):
        assert stranger.get(f"/trials/{row.pk}").status_code in (302, 404)
        assert str(row.pk) not in stranger.get("/trials").content.decode()
    assert owner.get(f"/trials/{row.pk}?after=x").status_code == 404


@pytest.mark.parametrize("who", ["owner@example.jp", ""])
def test_rereads_are_started_and_decided_by_staff_alone(made: World, who: str) -> None:
    row, client = _row(made), _client(who) if who else Client()
    for address in (*PAGES, f"/office/rereads/{row.pk}", f"/office/rereads/{row.pk}?values"):
        assert client.get(address).status_code in (302, 404)
    assert client.post("/office/rereads/new", {"of": f"site:{made.site.pk}"}).status_code in (302, 404)
    for step in ("accept", "drop"):
        assert client.post(f"/office/rereads/{row.pk}/step", {"step": step}).status_code in (302, 404)
    row.refresh_from_db()
    assert (row.state, Reread.objects.count(), Attempt.objects.filter(models_used="old").count()) == ("reading", 1, 3)


def test_days_are_those_of_the_service_and_both_included(made: World, staff: Client) -> None:
    staff.post("/office/rereads/new", {"of": f"site:{made.site.pk}", "since": "2026-04-06", "until": "2026-04-06"})
    row = Reread.objects.get()
    assert row.until - row.since == timedelta(days=1)
    assert row.since.isoformat() == "2026-04-05T15:00:00+00:00"


def test_values_that_a_later_policy_lets_be_stopped_are_shown_to_no_staff(
    made: World, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, items = _row(made), current().items
    monkeypatch.setitem(items, "display_content", items["display_content"].model_copy(update={"premise": False}))
    stop(made.site.organization.subject_id, Asked("Stop it", "en", "my_account"), item="display_content")
    shown = staff.get(f"/office/rereads/{row.pk}?values").content.decode()
    assert "has stopped this use" in shown
    assert "8,767.11" not in shown


def test_several_customers_are_read_at_once_and_those_without_pictures_are_told(made: World, staff: Client) -> None:
    empty = home(person("other@example.jp"), "Elsewhere")
    keys = [f"organization:{one.organization_id}" for one in (made.site, empty)]
    told = staff.post("/office/rereads/new", {"of": [*keys, keys[0]]}, follow=True).content.decode()
    assert [one.scope for one in Reread.objects.all()] == ["organization"]
    assert "For 1 of what was chosen" in told


NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("of", ["meter:x", f"planet:{NOBODY}", f"site:{NOBODY}"])
def test_what_there_is_not_is_not_found(made: World, staff: Client, of: str) -> None:
    assert made.site.pk
    assert staff.post("/office/rereads/new", {"of": of}).status_code == 404
