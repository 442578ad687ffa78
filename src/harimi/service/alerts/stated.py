"""An alert in the words in which everybody outside hears of it: the API, webhooks and what people are told say it alike."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from harimi.service.alerts.models import Alert


class AlertStated(BaseModel):
    """What is so since when, on what, and what shows it. Decimals are exact, times are UTC.

    `level` is `warning` (of limits: the control limit) or `alarm` (the specification limit); `state` open, acknowledged or
    ended, then with `ended_because` and `until`, when it was no more (null where nobody saw that). Of an alert of a camera or
    a whole meter `register_id` is None. `value` is what the register showed or used, `unit` its unit, and `figures` all numbers
    that explain it, by the kind; `picture` is the number of the photograph that shows it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID
    rule_id: UUID | None
    kind: str
    level: str
    state: str
    organization_id: UUID
    site_id: UUID
    meter_id: UUID
    register_id: UUID | None
    device_id: UUID | None
    since: datetime
    opened_at: datetime
    at: datetime
    value: Decimal | None
    unit: str
    figures: dict[str, Any]
    attempt: int | None
    picture: int | None
    acknowledged_at: datetime | None
    acknowledged_by_person: bool
    snoozed_until: datetime | None
    until: datetime | None
    ended_at: datetime | None
    ended_because: str


def statement(alert: Alert) -> AlertStated:
    """The alert in these words. Have what `queries.JOINED` names at hand."""
    shown = alert.figures.get("value", alert.figures.get("used"))
    return AlertStated(
        id=alert.pk,
        rule_id=alert.rule_id,
        kind=alert.kind,
        level=alert.level,
        state=alert.state,
        organization_id=alert.organization_id,
        site_id=alert.meter.site_id,
        meter_id=alert.meter_id,
        register_id=alert.register_id,
        device_id=alert.device_id,
        since=alert.since.astimezone(UTC),
        opened_at=alert.opened_at.astimezone(UTC),
        at=alert.at.astimezone(UTC),
        value=None if shown is None else Decimal(shown),
        unit="" if alert.register is None else alert.register.unit,
        figures=alert.figures,
        attempt=alert.attempt_id,
        picture=None if alert.attempt is None else alert.attempt.cut_id,
        acknowledged_at=_utc(alert.acknowledged_at),
        acknowledged_by_person=alert.acknowledged_at is not None,
        snoozed_until=_utc(alert.snoozed_until),
        until=_utc(alert.until),
        ended_at=_utc(alert.ended_at),
        ended_because=alert.ended_because,
    )


def _utc(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC)
