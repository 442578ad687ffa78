"""Several pictures are read and several registers decided at once; what is wrong with one of them stays with that one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from harimi.service.captures.models import Cut
from harimi.service.captures.services import accept
from harimi.service.meters.models import Register
from harimi.service.platform.blobs import Blobs, blobs
from harimi.service.platform.leases import claim_some
from harimi.service.platform.stores import StoreError
from harimi.service.readings import settling
from harimi.service.readings.applying import apply
from harimi.service.readings.deciding import Turn
from harimi.service.readings.marking import mark
from harimi.service.readings.models import Attempt, Chain, Reading, Standing
from harimi.service.readings.reading import read_some
from harimi.service.readings.settling import settle, settle_some
from harimi.service.readings.writing import Writer
from tests.meters import shot
from tests.services.seed_fleet import another
from tests.services.world import hours, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)
DUE = Cut.objects.filter(state=Cut.State.DUE)


def _three() -> list[Register]:
    """Three meters that look alike, each with a camera that has sent one new picture."""
    made = world("energy", since=START)
    work()
    others = [another(made, n) for n in (1, 2)]
    for n, device in enumerate([made.device, *(camera for camera, _, _ in others)], start=1):
        accept(device, shot(made.living, Decimal(8766 + n), n), START + hours(n))
    return [made.register, *(register for _, _, register in others)]


def test_several_meters_are_read_and_decided_at_once() -> None:
    registers = _three()
    assert read_some()
    assert not DUE.exists()
    assert settle_some()
    assert [values(one)[-1] for one in registers] == [876700, 876800, 876900]
    assert not Chain.objects.exclude(dirty_from=None).exists()
    standing = registers[2].standing
    assert (standing.value, standing.picture_at, standing.questions) == (876900, START + hours(3), 0)


def test_a_picture_that_cannot_be_read_does_not_stop_those_beside_it() -> None:
    registers = _three()
    lost = DUE.get(taken_at=START + hours(2))
    blobs().delete(lost.blob)
    assert read_some()
    work()
    assert [values(one)[-1:] for one in registers] == [[876700], [], [876900]]
    lost.refresh_from_db()
    assert (lost.state, lost.tries, lost.lease) == (Cut.State.DUE, 1, None)
    assert "BlobMissingError" in lost.fault


def test_a_picture_that_its_store_does_not_give_keeps_those_beside_it_for_a_moment_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    registers = _three()
    held, get = DUE.get(taken_at=START + hours(2)), Blobs.get

    def refused(self: Blobs, key: str) -> bytes:
        if key == held.blob:
            raise StoreError("403")
        return get(self, key)

    monkeypatch.setattr(Blobs, "get", refused)
    for _ in range(6):
        DUE.update(due_at=timezone.now())
        work()
    assert [values(one)[-1:] for one in registers] == [[876700], [], [876900]]
    held.refresh_from_db()
    assert (held.state, held.lease, held.fault) == (Cut.State.DUE, None, "")


def test_one_that_cannot_even_be_put_off_does_not_stop_those_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(row: Chain) -> None:
        raise RuntimeError(str(row.pk))

    registers = _three()
    assert read_some()
    monkeypatch.setattr(settling, "put_off", broken)
    Attempt.objects.filter(register=registers[0]).update(alternatives=[["nonsense"]])
    assert settle_some()
    assert [values(one)[-1:] for one in registers[1:]] == [[876800], [876900]]


def test_a_persons_own_photograph_is_no_sign_of_life_of_the_camera() -> None:
    registers = _three()
    work()
    before = Standing.objects.values("picture_at", "silent_after").get(register=registers[0])
    last = Attempt.objects.filter(register=registers[0]).latest("taken_at")
    Attempt.objects.filter(pk=last.pk).update(face=None, verdict="published", settled=False)
    Standing.objects.update(picture=None, picture_at=None)
    mark(registers[0], last.taken_at)
    work()
    after = Standing.objects.values("picture_at", "silent_after").get(register=registers[0])
    assert (after["picture_at"], after["silent_after"]) == (START, before["silent_after"])


def test_what_a_reading_carries_is_all_that_carrying_writes() -> None:
    registers = _three()
    work()
    now = Reading.objects.filter(register=registers[0]).latest("at")
    writer = Writer()
    writer.carry(registers[0], now, 5)
    Reading.objects.filter(register=registers[0], at=now.at).update(value=1, by_person=True)
    writer.write()
    kept = Reading.objects.get(register=registers[0], at=now.at)
    assert (kept.value, kept.by_person, kept.carried) == (1, True, 5)


def test_a_register_that_cannot_be_decided_does_not_stop_those_beside_it() -> None:
    registers = _three()
    assert read_some()
    Attempt.objects.filter(register=registers[1]).update(alternatives=[["nonsense"]])
    assert settle_some()
    assert [values(one)[-1:] for one in registers] == [[876700], [], [876900]]
    assert Standing.objects.get(register=registers[2]).value == 876900
    chain = Chain.objects.get(register=registers[1])
    assert (chain.tries, chain.lease) == (1, None)
    assert chain.due_at is not None
    assert chain.due_at > timezone.now()


def test_what_one_lost_to_another_worker_the_others_do_not_lose() -> None:
    registers = _three()
    assert read_some()
    ours = claim_some(Chain.objects.exclude(dirty_from=None).select_related("register__meter__site"), 8)
    assert len(ours) == 3
    Chain.objects.filter(register=registers[0]).update(lease_until=START)
    assert [chain.register for chain in claim_some(Chain.objects.exclude(dirty_from=None), 8)] == [registers[0]]
    with pytest.raises(RuntimeError, match="taken over by another worker"):
        settle(ours)
    assert all(not values(one)[1:] for one in registers[1:])
    settle([chain for chain in ours if chain.register != registers[0]])
    assert [values(one)[-1] for one in registers] == [876541, 876800, 876900]


def test_two_workers_do_not_take_the_same() -> None:
    _three()
    first, second = claim_some(DUE, 2, order="taken_at"), claim_some(DUE, 8, order="taken_at")
    assert [one.taken_at for one in first] == [START + hours(1), START + hours(2)]
    assert [one.taken_at for one in second] == [START + hours(3)]
    assert claim_some(DUE, 8) == []
    assert len({one.lease for one in first}) == 1


def test_a_picture_that_killed_its_worker_takes_no_others_with_it_again() -> None:
    _three()
    killed = claim_some(DUE, 2, order="taken_at")
    DUE.filter(pk__in=[one.pk for one in killed]).update(lease_until=timezone.now() - timedelta(seconds=1))
    claimed = [[one.taken_at for one in claim_some(DUE, 8, order="taken_at")] for _ in range(4)]
    assert claimed == [[START + hours(1)], [START + hours(2)], [START + hours(3)], []]


def test_a_marked_register_stays_due_though_it_was_being_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    registers = _three()
    assert read_some()

    def meanwhile(decided: Mapping[Register, Sequence[Turn]]) -> None:
        apply(decided)
        mark(registers[1], START + hours(2))

    monkeypatch.setattr(settling, "apply", meanwhile)
    assert settle_some()
    still = Chain.objects.exclude(dirty_from=None).get()
    assert (still.register, still.lease, still.dirty_from) == (registers[1], None, START + hours(2))
