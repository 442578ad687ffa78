"""A counter of somebody's with readings at chosen hours, rules for it, and what workers make of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.alerts.judging import judge_some
from harimi.service.alerts.models import Alert, Rule, Watch
from harimi.service.alerts.rules import Told, make_rule
from harimi.service.alerts.waking import wake_one
from harimi.service.captures.registration import Wanted, register_meter
from harimi.service.meters.models import Register, Site
from harimi.service.platform.outbox import deliver_one
from harimi.service.readings.models import State
from harimi.service.readings.standing import refresh
from harimi.service.readings.writing import Said, write
from tests.services.world import home, person

HOUR = timedelta(hours=1)


@dataclass
class Scene:
    """A site with a register, and its owner."""

    owner: User
    site: Site
    register: Register

    def reads(self, at: datetime, value: int | None, state: State = State.ESTIMATED) -> None:
        """A reading is written as the service writes it."""
        with transaction.atomic():
            write(self.register, at, Said(value, 0, state, 1.0, None), why="test")
            refresh(self.register)

    def reads_hourly(self, start: datetime, amounts: Sequence[int], begin: int = 0) -> int:
        """Hourly readings of a counter, from one at `start` on; what it stands at then."""
        self.reads(start, begin)
        for n, amount in enumerate(amounts, start=1):
            begin += amount
            self.reads(start + n * HOUR, begin)
        return begin

    def rule(self, kind: str, settings: dict[str, Any], *, on: bool = True, **told: Any) -> Rule:
        """A rule for the register, which watched already before anything here happened."""
        home = self.site.organization
        rule = make_rule(home, kind, Told(settings, **told), scope=self.register, on=on, actor=self.owner)
        Rule.objects.filter(pk=rule.pk).update(changed_at=datetime(2020, 1, 1, tzinfo=UTC))
        rule.refresh_from_db()
        return rule

    def alerts(self) -> list[Alert]:
        """All that there are, in order."""
        return list(Alert.objects.order_by("opened_at", "since"))


class Clock:
    """What time it is for the service."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """As `django.utils.timezone` tells it."""
        return self.at


def scene(kind: str = "water", email: str = "owner@example.jp") -> Scene:
    """One of these: water in m³ with three decimals, or a pressure in MPa with two."""
    owner = person(email)
    site = home(owner)
    if kind == "water":
        wanted = Wanted("Water", "drums", "m3", digits=9, decimals=3, max_per_hour=Decimal(5))
    else:
        wanted = Wanted("Pressure", "dial", "MPa", low=Decimal(0), high=Decimal("1.6"))
    return Scene(owner, site, register_meter(site, wanted))


def judged() -> None:
    """Does all that is due about alerts."""
    while deliver_one() or judge_some() or wake_one():
        pass


def judged_now(register: Register) -> None:
    """The same, where nothing but time made it due."""
    Watch.objects.filter(register=register).update(due_at=timezone.now())
    judged()
