"""A reading as everybody outside hears of it: exact decimals, UTC, and a total that never falls."""

import json
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from harimi.service.captures.registration import Wanted, register_meter
from harimi.service.meters.models import Register, RegisterSetting
from harimi.service.readings.models import Reading, State
from harimi.service.readings.stated import stated
from harimi.service.readings.totals import Totals
from harimi.service.readings.writing import Said, write
from tests.services.world import home, person

START = datetime(2026, 4, 1, tzinfo=UTC)


def _register() -> Register:
    owner = person("owner@example.jp")
    return register_meter(home(owner), Wanted("Water", "drums", "m3", digits=5, decimals=1))


def _say(register: Register, hour: float, value: int | None, carried: int = 0, state: State = State.ESTIMATED) -> Reading:
    at = START + timedelta(hours=hour)
    write(register, at, Said(value, carried, state, 0.98765, None), why="test")
    return Reading.objects.get(register=register, at=at)


@pytest.mark.django_db
def test_values_keep_all_their_places_and_times_are_utc() -> None:
    register = _register()
    told = json.loads(stated(register, _say(register, 1, 1230)).model_dump_json())
    assert (told["value"], told["total"], told["at"]) == ("123.0", "123.0", "2026-04-01T01:00:00Z")
    assert (told["unit"], told["state"], told["confidence"], told["evidence"]) == ("m3", "estimated", 0.9877, None)


@pytest.mark.django_db
@pytest.mark.parametrize(("value", "state"), [(1230, State.REJECTED), (None, State.UNREADABLE)])
def test_what_is_not_to_be_believed_has_no_value(value: int | None, state: State) -> None:
    register = _register()
    told = stated(register, _say(register, 1, value, state=state))
    assert (told.value, told.total, told.state) == (None, None, state)


def _stood_for(register: Register, until: float, multiplier: int) -> None:
    RegisterSetting.objects.create(
        register=register, until=START + timedelta(hours=until), multiplier=multiplier, display=register.display, digits=5
    )


@pytest.mark.django_db
def test_a_new_multiplier_goes_for_what_comes_after_it() -> None:
    register = _register()
    _stood_for(register, 2, 1)
    Register.objects.filter(pk=register.pk).update(multiplier=10)
    for hour, value in ((0, 1000), (2, 1100), (3, 1101)):
        _say(register, hour, value)
    register = Register.objects.get(pk=register.pk)
    told = [stated(register, one).total for one in Reading.objects.filter(register=register).order_by("at")]
    assert told == [Decimal("100.0"), Decimal("110.0"), Decimal("111.0")]


@pytest.mark.django_db
@pytest.mark.once
def test_a_total_rises_by_what_was_used() -> None:
    """Whatever the multipliers were, and whenever they changed."""
    chance = random.Random(1)
    register = _register()
    moments = sorted(chance.sample(range(1, 60), 4))
    for until in moments:
        _stood_for(register, until / 4, chance.randint(1, 40))
    value = 0
    for hour in range(16):
        value += chance.randint(0, 500)
        _say(register, hour, value)
    register = Register.objects.get(pk=register.pk)
    rows = list(Reading.objects.filter(register=register).order_by("at"))
    told = [stated(register, one).total or Decimal(0) for one in rows]
    used = [Totals(register).between(one.at, other.at) or 0 for one, other in pairwise(rows)]
    assert [b - a for a, b in pairwise(told)] == [Decimal(one).scaleb(-register.usage_decimals) for one in used]
    assert len(set(used)) > 10
