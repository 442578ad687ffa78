"""Photographs end when their house wants them to; readings stay, and those that follow are judged as if nothing were gone."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.captures.models import Capture, Cut
from harimi.service.captures.services import sweep
from harimi.service.devices.models import DeviceLog
from harimi.service.devices.services import install, new_camera
from harimi.service.platform.blobs import BlobMissingError, blobs
from harimi.service.readings import chores, keeping
from harimi.service.readings.keeping import forget_old_photographs
from harimi.service.readings.keeping_fewer import thin_out
from harimi.service.readings.marking import mark
from harimi.service.readings.models import Attempt, Reading, ReadingVersion
from harimi.service.readings.settled import Word, settle_by_person
from harimi.service.rights.holds import lift, place
from tests.services.world import World, hours, person, send, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)
VALUES = ("8766.00", "8767.00", "8768.00", "8769.00")


@pytest.fixture
def made() -> World:
    """Five photographs, an hour from each other, all read."""
    made = world("energy", since=START)
    for n, value in enumerate(VALUES, start=1):
        send(made, value, START + hours(n), n)
    work()
    return made


def _keep(days: int | None) -> None:
    Organization.objects.update(photographs_kept_days=days)


LATER = START + timedelta(days=30) + hours(2.5)
"""Thirty days after the third of five photographs."""


def test_older_photographs_go_with_their_bytes_and_their_readings_stay(made: World) -> None:
    before, gone = (
        values(made.register),
        list(Cut.objects.filter(taken_at__lt=START + hours(2.5)).values_list("blob", flat=True)),
    )
    _keep(30)
    assert forget_old_photographs(LATER) == 3
    assert values(made.register) == before
    assert (Cut.objects.count(), Attempt.objects.count(), Capture.objects.count()) == (2, 2, 2)
    assert Reading.objects.filter(attempt=None).count() == 3
    for blob in gone:
        with pytest.raises(BlobMissingError):
            blobs().get(blob)


def test_the_history_of_a_reading_stays(made: World) -> None:
    settle_by_person(Attempt.objects.earliest("taken_at"), Word(Decimal(8765), made.owner))
    work()
    versions = ReadingVersion.objects.count()
    _keep(30)
    forget_old_photographs(LATER)
    assert versions == ReadingVersion.objects.count() == 1
    assert Reading.objects.earliest("at").by_person


def test_as_long_as_the_contract_nothing_goes(made: World) -> None:
    assert forget_old_photographs(START + timedelta(days=5000)) == 0


def test_the_newest_photograph_stays_however_old_it_is(made: World) -> None:
    _keep(30)
    forget_old_photographs(START + timedelta(days=5000))
    assert Cut.objects.get().taken_at == START + hours(4)


def test_the_newest_of_each_camera_that_still_watches_stays_for_the_face(made: World) -> None:
    second, _ = new_camera(made.site.organization, "Second")
    beside = install(second, made.register.meter, since=START)
    Cut.objects.filter(taken_at=START + hours(1)).update(installation=beside)
    _keep(30)
    forget_old_photographs(START + timedelta(days=5000))
    assert {one.taken_at for one in Cut.objects.all()} == {START + hours(1), START + hours(4)}


@pytest.mark.parametrize("state", ["due", "waiting"])
def test_what_is_not_read_yet_stays(made: World, state: str) -> None:
    Cut.objects.filter(taken_at=START).update(state=state)
    _keep(30)
    forget_old_photographs(START + timedelta(days=5000))
    assert Cut.objects.filter(taken_at=START).exists()


def test_what_is_read_but_not_decided_yet_stays(made: World) -> None:
    Attempt.objects.filter(taken_at=START).update(settled=False)
    _keep(30)
    forget_old_photographs(START + timedelta(days=5000))
    assert Cut.objects.filter(taken_at=START).exists()


def test_another_house_keeps_its_own(made: World) -> None:
    other = world("pressure", since=START, email="other@example.jp")
    send(other, "0.7", START + hours(1))
    work()
    Organization.objects.filter(pk=made.site.organization.pk).update(photographs_kept_days=30)
    forget_old_photographs(START + timedelta(days=5000))
    assert Cut.objects.filter(installation__meter=other.register.meter).count() == 2


def test_readings_without_their_photographs_still_have_their_say(made: World) -> None:
    """Judged again with its past gone, the last photograph says what it said; a late one is judged by what is left."""
    before = list(Reading.objects.order_by("at").values_list("value", "state"))
    _keep(30)
    forget_old_photographs(START + timedelta(days=5000))
    Attempt.objects.update(settled=False)
    mark(made.register, START + hours(4))
    work()
    assert list(Reading.objects.order_by("at").values_list("value", "state")) == before
    send(made, "8770.00", START + hours(5), 5)
    work()
    assert values(made.register)[-1] == 877000
    assert not ReadingVersion.objects.exclude(value=F("value")).exists()


def test_an_unclear_photograph_is_still_settled_by_readings_whose_photographs_are_gone(made: World) -> None:
    _keep(30)
    forget_old_photographs(START + timedelta(days=5000))
    Attempt.objects.update(settled=False, alternatives=[[876900, 0.6], [476900, 0.4]])
    mark(made.register, START + hours(4))
    work()
    assert values(made.register)[-1] == 876900


def test_the_worker_tidies_up_by_itself(made: World) -> None:
    _keep(30)
    DeviceLog.objects.create(device=made.device, at=START, level="info", event="started")
    chores.keep_house()
    assert (Cut.objects.count(), DeviceLog.objects.count()) == (1, 0)


def test_many_are_deleted_little_by_little(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "AT_A_TIME", 2)
    _keep(30)
    assert [forget_old_photographs(START + timedelta(days=5000)) for _ in range(3)] == [2, 2, 0]


def test_bytes_whose_deletion_failed_are_swept_and_no_others() -> None:
    world("energy", since=datetime(2026, 4, 6, tzinfo=UTC))
    kept, orphan = Cut.objects.get().blob, blobs().put(b"left behind")
    assert sweep() == 0
    assert sweep(timezone.now() + timedelta(days=2)) == 1
    assert blobs().get(kept)
    with pytest.raises(BlobMissingError):
        blobs().get(orphan)


def test_a_hold_keeps_photographs_however_old_they_are(made: World) -> None:
    staff = person("staff@example.jp", staff=True)
    held = place(made.site.organization.subject, "dispute", timezone.localdate() + timedelta(days=9), actor=staff)
    _keep(30)
    assert forget_old_photographs(LATER) == 0
    lift(held, actor=staff)
    assert forget_old_photographs(LATER) == 3


JAPAN_MIDNIGHT = datetime(2026, 4, 6, 15, tzinfo=UTC)


@pytest.fixture
def three_days() -> World:
    """Photographs of three days in Japan, two each, all read."""
    made = world("energy", since=START)
    for n, at in enumerate((JAPAN_MIDNIGHT - hours(1), *(JAPAN_MIDNIGHT + hours(h) for h in (0, 1, 24, 25))), start=1):
        send(made, f"{8765 + n}.60", at, n)
    work()
    return made


def _thinned(how: str) -> None:
    Organization.objects.update(photographs_thinned=how)


def _left() -> list[datetime]:
    return list(Cut.objects.order_by("taken_at").values_list("taken_at", flat=True))


def test_of_older_days_the_last_photograph_stays_by_the_sites_own_days(three_days: World) -> None:
    before = values(three_days.register)
    assert thin_out(START + timedelta(days=90)) == 0
    _thinned("daily")
    assert thin_out(START + timedelta(days=29)) == 0
    assert thin_out(START + timedelta(days=90)) == 3
    assert _left() == [JAPAN_MIDNIGHT - hours(1), JAPAN_MIDNIGHT + hours(1), JAPAN_MIDNIGHT + hours(25)]
    assert values(three_days.register) == before
    assert thin_out(START + timedelta(days=90)) == 0


def test_evidence_stays_the_last_of_a_month_and_what_a_person_said(three_days: World) -> None:
    settle_by_person(Attempt.objects.get(taken_at=JAPAN_MIDNIGHT), Word(Decimal("8767.60"), three_days.owner))
    _thinned("evidence")
    assert thin_out(START + timedelta(days=90)) == 4
    assert _left() == [JAPAN_MIDNIGHT, JAPAN_MIDNIGHT + hours(25)]


def test_a_hold_keeps_what_would_be_thinned_out(three_days: World) -> None:
    staff = person("staff@example.jp", staff=True)
    place(three_days.site.organization.subject, "dispute", timezone.localdate() + timedelta(days=9), actor=staff)
    _thinned("daily")
    assert thin_out(START + timedelta(days=90)) == 0
