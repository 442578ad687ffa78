"""A PDF of many lines: a worker makes it once for all who ask, it outlives the worker, and it is gone after a day."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harimi.service.accounts.models import Membership, Organization
from harimi.service.captures.services import sweep
from harimi.service.meters import report_files
from harimi.service.meters.models import ReportFile
from harimi.service.meters.report_files import content, forget_old
from harimi.service.pages.reports import making
from harimi.service.pages.reports.pdf import has_pdf
from harimi.service.platform.blobs import BlobMissingError, blobs
from harimi.service.platform.leases import LeaseLostError, claim
from harimi.service.platform.working import MOST
from tests.services.world import World, home, member, person, work, world

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not has_pdf(), reason="no WeasyPrint with Pango (Debian: libpango-1.0-0 libpangoft2-1.0-0)"),
]
WHO = ("owner", "viewer", "other", "staff", "nobody")
QUERY = "period=2026-04&language=ja"


@pytest.fixture
def made(published: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """A house whose report is larger than a PDF at once may be."""
    monkeypatch.setattr("harimi.service.pages.reports.pdf.LARGEST", 0)
    made = world("pressure", since=datetime(2026, 4, 6, tzinfo=UTC))
    work()
    member(made.site.organization, "viewer@example.jp")
    home(person("other@example.jp"), "Elsewhere")
    person("staff@example.jp", staff=True)
    return made


def _client(who: str = "owner") -> Client:
    client = Client(headers={"accept-language": "ja"})
    if who != "nobody":
        assert client.login(email=f"{who}@example.jp", password="a long password")
    return client


def _address(name: str, made: World) -> str:
    return f"{reverse(name)}?site={made.site.pk}&{QUERY}"


def _ask(made: World, who: str = "owner") -> ReportFile:
    answer = _client(who).post(_address("report_make", made))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("report_state"))
    return ReportFile.objects.get()


def _made(made: World) -> ReportFile:
    _ask(made)
    assert making.make_one()
    return ReportFile.objects.get()


def test_it_is_asked_for_made_and_fetched(made: World) -> None:
    client = _client()
    assert client.get(_address("report_pdf", made)).status_code == 404
    assert client.get(_address("report_state", made)).headers["Location"].startswith(reverse("reports"))
    _ask(made)
    assert "PDFを作成しています" in client.get(_address("report_state", made)).content.decode()
    assert client.get(_address("report_file", made)).status_code == 404
    assert making.make_one()
    state = client.get(_address("report_state", made)).content.decode()
    assert reverse("report_file") in state
    assert "PDFができました" in state
    assert reverse("report_state") in client.get(_address("reports", made)).content.decode()
    answer = client.get(_address("report_file", made))
    assert answer.content.startswith(b"%PDF")
    assert "2026-04_Home.pdf" in answer.headers["Content-Disposition"]
    assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == ("private, no-store", "nosniff")


def test_two_that_ask_for_the_same_share_one_and_another_language_is_another(made: World) -> None:
    assert _ask(made).pk == _ask(made, "viewer").pk
    _client().post(_address("report_make", made).replace("language=ja", "language=en"))
    assert ReportFile.objects.count() == 2
    assert [making.make_one() for _ in range(3)] == [True, True, False]


def test_one_is_made_at_a_time(made: World) -> None:
    _ask(made)
    _client().post(_address("report_make", made).replace("language=ja", "language=en"))
    ReportFile.objects.filter(language="en").update(lease_until=timezone.now() + timedelta(minutes=1))
    assert not making.make_one()


def test_one_that_is_there_is_made_anew_and_the_old_bytes_go(made: World) -> None:
    old = _made(made)
    new = _ask(made)
    assert (new.pk, new.blob, new.done_at, new.tries) == (old.pk, "", None, 0)
    with pytest.raises(BlobMissingError):
        blobs().get(old.blob)
    assert making.make_one()
    assert content(ReportFile.objects.get()).startswith(b"%PDF")


@pytest.mark.parametrize("who", WHO)
def test_it_is_there_for_those_whose_the_meters_are(made: World, who: str) -> None:
    _made(made)
    allowed, client = who in ("owner", "viewer"), _client(who)
    for name in ("report_state", "report_file"):
        assert client.get(_address(name, made)).status_code == (200 if allowed else 302 if who == "nobody" else 404)
    before = ReportFile.objects.values_list("asked_at").get()
    assert client.post(_address("report_make", made)).status_code == (302 if allowed or who == "nobody" else 404)
    assert (ReportFile.objects.values_list("asked_at").get() != before) is allowed


def test_who_belongs_there_no_more_fetches_nothing(made: World) -> None:
    _made(made)
    client = _client("viewer")
    assert client.get(_address("report_file", made)).status_code == 200
    Membership.objects.filter(user__email="viewer@example.jp").delete()
    assert client.get(_address("report_file", made)).status_code == 404


def test_of_several_organizations_there_is_none(made: World) -> None:
    other = Organization.objects.exclude(pk=made.site.organization_id).get()
    Membership.objects.create(organization=other, user=made.owner, role="viewer")
    assert _client().post(f"{reverse('report_make')}?site=all&{QUERY}").status_code == 404
    page = _client().get(f"{reverse('reports')}?site=all&{QUERY}").content.decode()
    assert reverse("report_make") not in page
    assert "場所ごとに" in page


def test_all_places_of_an_organization_are_one_file(made: World) -> None:
    made.site.pk, made.site.name = None, "Second"
    made.site._state.adding = True
    made.site.save()
    assert _client().post(f"{reverse('report_make')}?site=all&{QUERY}").status_code == 302
    assert making.make_one()
    file = ReportFile.objects.get()
    assert (file.site, file.fault) == (None, "")
    answer = _client("viewer").get(f"{reverse('report_file')}?site=all&{QUERY}")
    assert answer.content.startswith(b"%PDF")


def test_a_worker_that_died_is_followed_by_another(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _ask(made)
    monkeypatch.setattr(making, "pdf", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        making.make_one()
    monkeypatch.undo()
    assert not making.make_one()
    ReportFile.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert making.make_one()
    file = ReportFile.objects.get()
    assert (file.fault, file.tries, file.due_at) == ("", 0, None)


def test_one_that_was_taken_over_writes_nothing(made: World, own_blobs: Path) -> None:
    _ask(made)
    mine = claim(making._free())
    assert mine is not None
    ReportFile.objects.update(lease=None)
    before = list(own_blobs.rglob("*"))
    with pytest.raises(LeaseLostError):
        report_files.keep(mine, b"late")
    assert [one for one in own_blobs.rglob("*") if one.is_file()] == [one for one in before if one.is_file()]
    with pytest.raises(LeaseLostError):
        making._Holding(mine)()


def test_each_step_renews_the_lease_and_tells_the_page(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[datetime | None] = []
    monkeypatch.setattr(making, "RENEWED", 0.0)
    monkeypatch.setattr(making, "beat", lambda: seen.append(ReportFile.objects.values_list("lease_until", flat=True).get()))
    assert _made(made).reached == 1
    assert len(seen) > 4
    assert None not in seen
    assert len(set(seen)) == len(seen)


def test_one_that_always_fails_is_given_up_and_may_be_asked_for_again(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _ask(made)
    monkeypatch.setattr(making, "pdf", lambda *_: 1 / 0)
    for _ in range(MOST):
        ReportFile.objects.update(due_at=timezone.now())
        assert making.make_one()
    assert ReportFile.objects.get().fault == "broken"
    page = _client().get(_address("report_state", made)).content.decode()
    assert "もう一度作成する" in page
    monkeypatch.undo()
    assert _made(made).fault == ""


def test_it_is_sealed_and_deleted_after_a_day(made: World) -> None:
    file = _made(made)
    assert b"%PDF" not in blobs().get(file.blob)
    assert forget_old(timezone.now() + timedelta(hours=23)) == 0
    assert forget_old(timezone.now() + timedelta(days=1, minutes=1)) == 1
    with pytest.raises(BlobMissingError):
        blobs().get(file.blob)
    assert _client().get(_address("report_file", made)).status_code == 404


def test_bytes_that_a_report_names_are_swept_by_nobody(made: World) -> None:
    file = _made(made)
    sweep(timezone.now() + timedelta(days=2))
    assert content(file).startswith(b"%PDF")


@pytest.mark.parametrize("gone", ["site", "organization"])
def test_it_is_erased_with_the_place_and_with_the_organization(made: World, gone: str) -> None:
    file = _made(made)
    whole = ReportFile.objects.filter(pk=file.pk)
    collected = file.site if gone == "site" else file.organization
    assert collected is not None
    made.register.meter.delete()
    made.device.delete()
    collected.delete()
    assert not whole.exists()
    with pytest.raises(BlobMissingError):
        blobs().get(file.blob)
