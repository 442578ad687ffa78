"""An alert in words: what is so, by its figures, in the language of the request."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from harimi.service.alerts.lasting import figures_now
from harimi.service.alerts.models import Alert, AlertEvent
from harimi.service.alerts.telling.wording import figures_of
from harimi.service.alerts.telling.words import what_is_so
from harimi.service.meters.models import Register
from harimi.service.meters.states import lamp_in, state_name
from harimi.service.meters.values import unit_shown
from harimi.service.pages.templatetags.harimi import moment, plain_day
from harimi.service.pages.texts import spoken, text

_MOMENTS, _DAYS = ("from", "to"), ("expires_on",)
_SIDED = ("limit", "usage")


def sentence(kind: str, figures: Mapping[str, Any], register: Register | None, zone: ZoneInfo) -> str:
    """What was found, with the figures that show it; how often it was so before, where that is more than once."""
    said = text(f"alert.why.{kind}{_variant(kind, figures)}", **_filled(figures, register, zone))
    parts = [said, text("alert.more", more=figures["more"])] if figures.get("more") else [said]
    return "".join(one + text("alert.stop") for one in parts).strip()


def _variant(kind: str, figures: Mapping[str, Any]) -> str:
    """Which of the sentences of a kind its figures fill."""
    if kind in _SIDED:
        return ".upper" if figures.get("upper") else ".lower"
    return ".minutes" if kind == "silence" and "minutes" in figures else ""


def _filled(figures: Mapping[str, Any], register: Register | None, zone: ZoneInfo) -> dict[str, Any]:
    known = dict(figures)
    known["unit"] = unit_shown(register.unit) if register else ""
    known |= {key: moment(datetime.fromisoformat(known[key]), zone) for key in _MOMENTS if known.get(key)}
    known |= {key: plain_day(date.fromisoformat(known[key])) for key in _DAYS if known.get(key)}
    if "period" in known:
        known["period"] = text(f"rule.in_period.{known['period']}")
    if "lamp" in known:
        lamp = lamp_in(register.states if register else [], known["lamp"])
        known |= {"lamp": lamp[0], "lamp_state": state_name(lamp, known["lamp_state"])}
    return known


@dataclass(frozen=True, slots=True)
class Shown:
    """An alert as a page shows it; `changes` whether the person may do something about it."""

    row: Alert
    changes: bool = False

    @property
    def title(self) -> str:
        """What is so, in short."""
        said = what_is_so(self.row.kind, self.row.level, spoken())
        return said[:1].upper() + said[1:]

    @property
    def why(self) -> str:
        """What is so, with its figures."""
        return sentence(self.row.kind, figures_now(self.row), self.row.register, self.zone)

    @property
    def figures(self) -> list[tuple[str, str]]:
        """Names and values, in the order in which messages tell them."""
        return list(figures_of(self.row, spoken()))

    @property
    def zone(self) -> ZoneInfo:
        """The clocks of its site."""
        return self.row.meter.site.zone

    @property
    def day(self) -> str:
        """The day of its site that shows it, as addresses have it."""
        return f"{self.row.at.astimezone(self.zone):%Y-%m-%d}"

    @property
    def picture(self) -> int | None:
        """The number of the picture that shows it."""
        return self.row.attempt.cut_id if self.row.attempt else None


def shown(row: Alert, changing: Collection[UUID]) -> Shown:
    """As a list shows it; `changing` are the organizations in which the person may do something about alerts."""
    return Shown(row, row.organization_id in changing)


def event_words(event: AlertEvent) -> str:
    """What happened to an alert."""
    return text(f"alert.event.{event.what}", step=event.step, level=text(f"alert.level.{event.level}"))
