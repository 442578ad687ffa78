"""The audit's chain: whatever is done to it shows, and it outlives those it tells of."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from harimi.service.notices.models import KeptMessage
from harimi.service.privacy import audit, keys
from harimi.service.privacy.models import AuditEvent, AuditHead
from tests.services.world import home, person

pytestmark = pytest.mark.django_db(transaction=True)


def _begin_anew() -> None:
    """Without the rows of the first publication, so that places in the chain are easy to tell."""
    AuditEvent.objects.all().delete()
    AuditHead.objects.all().delete()


@pytest.fixture
def chain() -> list[AuditEvent]:
    who = person("who@example.jp").subject_id
    _begin_anew()
    return [audit.record("looked", actor=who, subject=who, clause="2-2(1)", items=("name",)) for _ in range(6)]


def _moved_row() -> None:
    AuditEvent.objects.filter(seq=3).update(seq=99)
    AuditEvent.objects.filter(seq=4).update(seq=3)
    AuditEvent.objects.filter(seq=99).update(seq=4)


def _added_row() -> None:
    row = AuditEvent.objects.get(seq=6)
    row.seq, row.before = 7, row.mac
    row.save(force_insert=True)


def _without_anchors() -> None:
    AuditEvent.objects.all().delete()
    AuditHead.objects.all().delete()
    audit.anchor_file().unlink()


def _torn_anchors() -> None:
    with audit.anchor_file().open("a", encoding="ascii") as file:
        file.write('{"seq": 9, "ma')


def _strange_anchors() -> None:
    with audit.anchor_file().open("a", encoding="ascii") as file:
        file.write('"seq": 9\n')


def _halved_anchors() -> None:
    with audit.anchor_file().open("a", encoding="ascii") as file:
        file.write('{"seq": 9}\n')


def _cut_anchors() -> None:
    """A line that the database knows to be told: no power cut tears it."""
    text = audit.anchor_file().read_text(encoding="ascii")
    audit.anchor_file().write_text(text[:-9], encoding="ascii")


DONE: dict[str, tuple[Callable[[], object], int]] = {
    "edited": (lambda: AuditEvent.objects.filter(seq=3).update(outcome="refused"), 3),
    "actor changed": (lambda: AuditEvent.objects.filter(seq=2).update(actor=""), 2),
    "clock set back": (lambda: AuditEvent.objects.filter(seq=5).update(at="2020-01-01T00:00:00Z"), 5),
    "middle deleted": (lambda: AuditEvent.objects.filter(seq=4).delete(), 4),
    "tail deleted": (lambda: AuditEvent.objects.filter(seq__gte=5).delete(), 5),
    "all deleted": (lambda: AuditEvent.objects.all().delete(), 1),
    "reordered": (_moved_row, 3),
    "inserted": (_added_row, 7),
    "last row deleted": (lambda: AuditEvent.objects.filter(seq=6).delete(), 6),
    "head changed": (lambda: AuditHead.objects.update(mac="0" * 64), 7),
    "head deleted": (lambda: AuditHead.objects.all().delete(), 7),
    "anchors deleted with all rows": (_without_anchors, 6),
    "something else in the anchors": (_strange_anchors, 0),
    "half an object in the anchors": (_halved_anchors, 0),
    "the last anchor torn off": (_cut_anchors, 6),
}


def test_an_untouched_chain_holds(chain: list[AuditEvent]) -> None:
    audit.anchor()
    assert audit.verify() is None


@pytest.mark.parametrize("what", DONE)
def test_whatever_is_done_to_it_shows_where(chain: list[AuditEvent], what: str) -> None:
    audit.anchor()
    do, seq = DONE[what]
    do()
    found = audit.verify()
    assert found is not None
    assert found.seq == seq


def test_a_chain_written_anew_with_the_key_misses_its_anchor(chain: list[AuditEvent]) -> None:
    audit.anchor()
    _begin_anew()
    for _ in range(6):
        audit.record("looked", actor=None)
    found = audit.verify()
    assert found is not None
    assert "anchored outside" in found.why


def test_it_verifies_after_erasure_and_leads_to_nobody(chain: list[AuditEvent]) -> None:
    who = person("gone@example.jp").subject_id
    other = person("other@example.jp").subject_id
    audit.record("looked", actor=who, subject=other)
    audit.record("looked", actor=other, subject=who)
    assert [row.seq for row in audit.looks_at(who)] == [8]
    keys.destroy(who)
    assert audit.verify() is None
    assert not audit.about(who).exists()
    assert [row.seq for row in audit.looks_at(other)] == [7]


def test_a_torn_anchor_is_none_and_does_not_spoil_the_next(chain: list[AuditEvent]) -> None:
    audit.anchor()
    _torn_anchors()
    assert set(audit.anchors()) == {6}
    assert audit.verify() is None
    audit.record("looked", actor=None)
    audit.anchor()
    lines = audit.anchor_file().read_text(encoding="ascii").splitlines()
    assert '"seq": 7' in lines[-1]
    assert set(audit.anchors()) == {6, 7}
    assert audit.verify() is None


def test_many_writers_make_one_chain() -> None:
    def write(_: int) -> None:
        for _ in range(5):
            audit.record("looked", actor=None)
        connection.close()

    with ThreadPoolExecutor(8) as writers:
        list(writers.map(write, range(8)))
    assert AuditEvent.objects.count() == 40
    assert audit.verify() is None


def test_a_row_holds_no_name_and_no_address(chain: list[AuditEvent]) -> None:
    assert "who@example.jp" not in repr(list(AuditEvent.objects.values()))


@pytest.mark.usefixtures("published")
def test_each_look_of_staff_is_seen_by_whom_it_is_about() -> None:
    owner, staff = person("owner@example.jp"), person("staff@example.jp", staff=True, admin=True)
    site = home(owner)
    KeptMessage.objects.create(to="owner@example.jp", subject="Hello", body="body")
    client = Client()
    client.force_login(staff)
    client.get("/office/customers?for=provision")
    client.get("/office/mail")
    looked = audit.looks_at(site.organization.subject_id).get()
    assert (looked.purpose, looked.items, looked.clause) == ("provision", ["name"], "2-2(1)")
    assert looked.actor == audit.token_of(staff.subject_id)
    assert audit.looks_at(owner.subject_id).get().items == ["mail"]
    assert not audit.looks_at(staff.subject_id).exists()
