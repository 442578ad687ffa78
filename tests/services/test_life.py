"""A meter's life: its instrument is exchanged, its multiplier set right, a person reads it; usage follows to the last unit."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from harimi.service.captures.models import Cut
from harimi.service.captures.registration import Shown, kept_by_hand
from harimi.service.captures.services import forget_unset
from harimi.service.devices.models import Frame
from harimi.service.meters.models import Register
from harimi.service.platform import outbox
from harimi.service.platform.models import OutboxEvent
from harimi.service.platform.outbox import on
from harimi.service.readings.by_hand import read_by_hand
from harimi.service.readings.changing import DigitsError, Wished, change
from harimi.service.readings.exchanging import BelowLastError, Instrument, OrderError, Side, Swap, TooLongError, exchange
from harimi.service.readings.models import Attempt, Exchange, Reading, ReadingVersion, State, Usage
from harimi.service.readings.settled import ImpossibleError, TooEarlyError, Word, settle_by_person, tell
from tests.meters import shot
from tests.services.world import World, hours, send, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
NEW = Instrument(model="CD-7", serial="N-1", expires_on=date(2034, 4, 30), digits=8, decimals=2)


def _used(register: Register, period: str = "hour") -> int:
    return sum(Usage.objects.filter(register=register, period=period).values_list("amount", flat=True))


def _swap(made: World, last: str, first: str, n: float = 2, new: Instrument = NEW) -> Swap:
    return Swap(made.register, START + hours(n), Side(Decimal(last)), Side(Decimal(first)), new, made.owner)


def test_an_exchange_goes_on_counting_where_the_old_one_stopped() -> None:
    made = world("energy", since=START)
    for n in (1, 3, 4):
        send(made, {1: "8766.00", 3: "2.00", 4: "3.50"}[n], START + hours(n), n)
    exchange(_swap(made, "8767.00", "1.00"))
    work()
    assert values(made.register) == [876541, 876600, 876700, 100, 200, 350]
    assert _used(made.register) == _used(made.register, "month") == (876700 - 876541) + (350 - 100)
    old = Exchange.objects.get()
    assert (old.last_value, old.first_value, old.serial) == (876700, 100, "")
    made.register.meter.refresh_from_db()
    assert (made.register.meter.serial, made.register.meter.expires_on) == ("N-1", date(2034, 4, 30))


def test_an_exchange_that_is_told_late_puts_right_what_was_read_meanwhile() -> None:
    made = world("energy", since=START)
    for n in (1, 3, 4, 5, 6, 7, 8):
        send(made, {1: "8766.00"}.get(n, f"{n}.00"), START + hours(n), n)
        work()
    exchange(_swap(made, "8767.00", "1.00"))
    work()
    assert _used(made.register) == (876700 - 876541) + (800 - 100)


def test_the_multiplier_of_the_new_instrument_begins_with_it() -> None:
    made = world("energy", since=START, faced=False)
    tell(made.register, START, Word(Decimal(10), made.owner))
    exchange(_swap(made, "12", "0", new=Instrument(digits=8, decimals=2, multiplier=Decimal(60))))
    tell(made.register, START + hours(4), Word(Decimal(3), made.owner))
    work()
    assert _used(made.register) == 200 + 60 * 300


def test_an_instrument_with_fewer_figures_rolls_over_where_it_does() -> None:
    made = world("energy", since=START, faced=False)
    tell(made.register, START, Word(Decimal(10), made.owner))
    exchange(_swap(made, "12", "9990", new=Instrument(digits=4, decimals=0)))
    tell(made.register, START + hours(3), Word(Decimal(9998), made.owner))
    tell(made.register, START + hours(4), Word(Decimal(5), made.owner))
    work()
    assert _used(made.register) == 200 + 1500


def test_what_cannot_be_is_refused_and_nothing_is_kept() -> None:
    made = world("energy", since=START)
    send(made, "8766.00", START + hours(1), 1)
    work()
    with pytest.raises(BelowLastError):
        exchange(_swap(made, "8765.00", "1.00"))
    with pytest.raises(ImpossibleError):
        exchange(_swap(made, "87660000", "1.00"))
    with pytest.raises(TooEarlyError):
        exchange(_swap(made, "8767.00", "1.00", n=1_000_000))
    assert not Exchange.objects.exists()
    exchange(_swap(made, "8767.00", "1.00", n=3))
    with pytest.raises(OrderError):
        exchange(_swap(made, "8767.00", "1.00", n=2))


def test_a_multiplier_is_set_right_from_a_day_on_or_for_all_time() -> None:
    made = world("energy", since=START, faced=False)
    for n, value in enumerate(("10", "20", "30")):
        tell(made.register, START + hours(n), Word(Decimal(value), made.owner))
    change(made.register, Wished("kWh", Decimal(2), START + hours(1), 8, None), actor=made.owner)
    work()
    assert _used(made.register) == 1000 + 2000
    change(made.register, Wished("kWh", Decimal("0.5"), None, 8, None), actor=made.owner)
    work()
    made.register.refresh_from_db()
    assert (_used(made.register), made.register.usage_decimals) == (5000 + 5000, 3)


def test_a_person_reads_a_meter_with_a_photograph_as_evidence() -> None:
    made = world("energy", since=START, faced=False)
    photo = Shown(shot(made.living, Decimal("8766.00")), Frame(0.1, 0.2, 0.5, 0.5))
    cut = read_by_hand(made.register, START + hours(1), Word(Decimal("8766.00"), made.owner), photo)
    again = read_by_hand(made.register, START + hours(1), Word(Decimal("8766.00"), made.owner), photo)
    work()
    assert cut is not None
    assert again is not None
    assert cut.pk == again.pk
    kept = Reading.objects.get()
    assert (kept.value, kept.state, kept.by_person) == (876600, State.CONFIRMED, True)
    assert kept.attempt is not None
    assert kept.attempt.cut_id == cut.pk
    assert (cut.frame, Cut.objects.get(pk=cut.pk).state) == ([0.1, 0.2, 0.5, 0.5], Cut.State.READ)


def test_a_photograph_of_which_nobody_knows_the_display_is_kept_whole_only_until_it_is_marked() -> None:
    made = world("energy", since=START, faced=False)
    photo = Shown(shot(made.living, Decimal("8766.00")))
    cut = read_by_hand(made.register, START + hours(1), Word(Decimal("8766.00"), made.owner), photo)
    work()
    assert cut is not None
    assert (cut.frame, Cut.objects.get(pk=cut.pk).state) == (None, Cut.State.WAITING)
    assert values(made.register) == [876600]
    assert forget_unset(cut.installation.set_up_ends + hours(1)) == 1
    assert values(made.register) == [876600]


def test_a_correction_keeps_both_values_who_and_why_and_tells_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(outbox._HANDLERS, "reading.corrected", [lambda _: None])
    made = world("energy", since=START)
    send(made, "8766.00", START + hours(1), 1)
    work()
    OutboxEvent.objects.all().delete()
    attempt = Attempt.objects.latest("taken_at")
    settle_by_person(attempt, Word(Decimal("8767.00"), made.owner, "checked on site"))
    told = OutboxEvent.objects.get(topic="reading.corrected").payload
    assert (told["was"], told["value"], told["state"], told["by_person"]) == (876600, 876700, "corrected", True)
    before = ReadingVersion.objects.get(at=START + hours(1))
    now = Reading.objects.get(at=START + hours(1))
    assert (before.value, before.replaced_by) == (876600, made.owner)
    assert (now.value, now.reason, now.settled_by) == (876700, "checked on site", made.owner)
    assert _used(made.register) == 876700 - 876541


def test_a_later_photograph_that_only_confirms_corrects_nothing() -> None:
    heard: list[dict[str, Any]] = []
    on("reading.corrected", heard.append)
    made = world("energy", since=START)
    for n in range(1, 5):
        send(made, f"87{65 + n}.90", START + hours(n), n)
    work()
    assert Reading.objects.filter(state=State.CONFIRMED).exists()
    assert heard == []
    settle_by_person(Attempt.objects.earliest("taken_at"), Word(Decimal("8765.40"), made.owner))
    work()
    assert [one["was"] for one in heard] == [876541]


def test_what_a_person_cannot_read_stays_unreadable() -> None:
    made = world("energy", since=START)
    send(made, "8766.00", START + hours(1), 1)
    work()
    settle_by_person(Attempt.objects.latest("taken_at"), Word(None, made.owner))
    work()
    assert Reading.objects.get(at=START + hours(1)).state == State.UNREADABLE
    assert _used(made.register) == 0


def test_every_photograph_by_hand_is_of_its_own_look_whenever_it_was_taken() -> None:
    made = world("energy", since=START, faced=False)
    part = Frame(0.1, 0.2, 0.5, 0.5)
    for n, at in enumerate((START + hours(3), START + hours(1), timezone.now(), timezone.now())):
        photo = Shown(shot(made.living, Decimal("8766.00"), n), part)
        assert read_by_hand(made.register, at, Word(Decimal("8766.00"), made.owner), photo) is not None
    assert Cut.objects.count() == 4


def test_two_who_tell_the_same_exchange_at_once_find_one_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made = world("energy", since=START, faced=False)
    photo, first = Shown(shot(made.living, Decimal(8766)), Frame(0.1, 0.1, 0.8, 0.8)), _swap(made, "8766", "1")

    def meanwhile(*given: Any) -> Cut:
        exchange(first)
        return kept_by_hand(*given)

    monkeypatch.setattr("harimi.service.readings.exchanging.kept_by_hand", meanwhile)
    told = exchange(Swap(made.register, first.at, Side(Decimal(8766), photo), first.first, NEW, made.owner))
    assert told == Exchange.objects.get() == exchange(first)
    assert Reading.objects.count() == 2


def test_an_exchange_with_more_digits_than_can_be_kept_is_refused() -> None:
    made = world("water", since=START, faced=False)
    with pytest.raises(TooLongError):
        exchange(_swap(made, "8", "0", new=Instrument(digits=16)))


def test_an_exchange_is_proven_by_two_photographs() -> None:
    made = world("energy", since=START, faced=False)
    old, new = (Shown(shot(made.living, Decimal("8766.00"), n), Frame(0.1, 0.1, 0.8, 0.8)) for n in (1, 2))
    exchange(Swap(made.register, START + hours(2), Side(Decimal("8766.00"), old), Side(Decimal(1), new), NEW, made.owner))
    kept = Exchange.objects.get()
    assert kept.last_picture_id is not None
    assert kept.first_picture_id not in (None, kept.last_picture_id)


def test_a_finer_multiplier_of_a_new_instrument_leaves_earlier_usage_as_it_was() -> None:
    made = world("energy", since=START, faced=False)
    tell(made.register, START, Word(Decimal(10), made.owner))
    exchange(_swap(made, "12", "0", new=Instrument(digits=8, decimals=2, multiplier=Decimal("0.001"))))
    work()
    made.register.refresh_from_db()
    assert (_used(made.register), made.register.usage_decimals) == (200_000, 5)


def test_an_exchange_before_a_later_multiplier_or_a_multiplier_before_an_exchange_is_refused() -> None:
    made = world("energy", since=START, faced=False)
    for n in range(5):
        tell(made.register, START + hours(n), Word(Decimal(10 + n), made.owner))
    change(made.register, Wished("kWh", Decimal(5), START + hours(3), 8, None), actor=made.owner)
    with pytest.raises(OrderError):
        exchange(_swap(made, "12", "0"))
    exchange(_swap(made, "15", "0", n=6))
    made.register.refresh_from_db()
    with pytest.raises(OrderError):
        change(made.register, Wished("kWh", Decimal(7), START + hours(1), 8, None), actor=made.owner)


def test_two_multipliers_from_different_days_hold_each_in_its_time() -> None:
    made = world("energy", since=START, faced=False)
    for n in range(4):
        tell(made.register, START + hours(n), Word(Decimal(10 * n), made.owner))
    change(made.register, Wished("kWh", Decimal(2), START + hours(2), 8, None), actor=made.owner)
    change(made.register, Wished("kWh", Decimal(3), START + hours(1), 8, None), actor=made.owner)
    work()
    assert _used(made.register) == 1000 + 3000 + 3000


def test_a_counter_that_rolled_over_unseen_can_be_exchanged() -> None:
    made = world("energy", since=START, faced=False)
    tell(made.register, START, Word(Decimal(999990), made.owner))
    exchange(_swap(made, "5", "0"))
    work()
    assert _used(made.register) == 1500


def test_digits_that_could_not_show_what_was_read_are_refused() -> None:
    made = world("energy", since=START, faced=False)
    tell(made.register, START, Word(Decimal(10), made.owner))
    for digits in (0, 1, 3):
        with pytest.raises(DigitsError):
            change(made.register, Wished("kWh", Decimal(1), None, digits, None), actor=made.owner)
    change(made.register, Wished("kWh", Decimal(1), None, 4, None), actor=made.owner)
    assert made.register.rolls_over_at == 10_000
