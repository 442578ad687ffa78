"""How far orders are: those that were asked for together, and what one camera was told."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from harimi.service.devices.models import Device, Order
from harimi.service.devices.models.order import OPEN

KEPT = 50


@dataclass(frozen=True, slots=True)
class Followed:
    """What was asked for when, how many cameras it concerns, and how many of them are in each state."""

    kind: str
    asked_at: datetime
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Those that ended, well or not."""
        return self.total - sum(self.counts.get(state, 0) for state in OPEN)

    @property
    def over(self) -> bool:
        return self.done == self.total


def follow(orders: QuerySet[Order]) -> Followed | None:
    """How far orders of one kind are; None where there are none."""
    rows = orders.order_by().values("kind", "state").annotate(n=Count("pk"), at=Min("asked_at"))
    found = list(rows)
    if not found:
        return None
    return Followed(found[0]["kind"], min(one["at"] for one in found), {one["state"]: one["n"] for one in found})


def history(device: Device) -> list[Order]:
    """What a camera was told, newest first."""
    return list(device.orders.select_related("asked_by").order_by("-asked_at", "-pk")[:KEPT])
