"""A rule in words: what it watches, when nobody is told, and who hears of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from harimi.service.alerts.kinds.registry import KINDS
from harimi.service.alerts.models import Rule
from harimi.service.alerts.quiet import Quiet
from harimi.service.pages.alerts.scopes import words as scope_words
from harimi.service.pages.alerts.words_channels import name_of
from harimi.service.pages.texts import TEXTS, text

_LEVELS = ("warning", "alarm")
_SIDES = ("above", "below", "rise", "fall")


@dataclass(frozen=True, slots=True)
class Said:
    """A rule as a list shows it; `changes` whether the person may change it."""

    row: Rule
    changes: bool
    sees_people: bool

    @property
    def title(self) -> str:
        """Its name, or that of its kind."""
        return self.row.name or text(f"alert.kind.{self.row.kind}")

    @property
    def scope(self) -> str:
        """For what it is."""
        return scope_words(self.row)

    @property
    def says(self) -> str:
        """What it watches."""
        if self.row.spares:
            return text("rule.says.spares")
        return says(self.row.kind, KINDS[self.row.kind].Settings.model_validate(self.row.settings))

    @property
    def pieces(self) -> list[str]:
        """What else is set."""
        return list(_pieces(self.row, self.sees_people))


def says(kind: str, settings: Any) -> str:
    """What settings of a kind watch, in a sentence."""
    known = settings.model_dump(mode="json")
    if "warning" in known and isinstance(known["warning"], dict):
        return _bounds(kind, known)
    for choice in ("sensitivity", "period", "against"):
        if choice in known:
            known[choice] = text(f"rule.{choice}.{known[choice]}")
    if kind == "lamp":
        known["states"] = text("app.and").join(map(str, known["states"]))
    return text(f"rule.says.{kind}{_variant(kind, known)}", **known)


def _variant(kind: str, known: dict[str, Any]) -> str:
    if kind == "no_flow" and known["usual"]:
        return ".usual"
    return ".auto" if kind == "silence" and known["minutes"] is None else ""


def _bounds(kind: str, known: dict[str, Any]) -> str:
    """Limits of both levels, and those of days off."""
    told = [_level(kind, level, known[level]) for level in _LEVELS]
    off = known.get("off_days")
    if off:
        told += [text("rule.says.off_days", told=one) for level in _LEVELS if (one := _level(kind, level, off[level]))]
    filled = {name: text(f"rule.{name}.{known[name]}") for name in ("period", "against") if name in known}
    minutes = text("rule.says.minutes", minutes=known["minutes"]) if known.get("minutes") else ""
    return text(f"rule.says.{kind}", bounds=text("rule.says.and").join(one for one in told if one), minutes=minutes, **filled)


def _level(kind: str, level: str, bounds: dict[str, Any]) -> str:
    sides = [text(f"rule.says.{side}", value=_plain(bounds[side])) for side in _SIDES if bounds.get(side) is not None]
    own = f"alert.level.{kind}.{level}"
    name = text(own if own in TEXTS else f"alert.level.{level}")
    return text("rule.says.level", level=name, sides=text("app.and").join(sides)) if sides else ""


def _plain(value: str) -> str:
    """A decimal without zeros that say nothing."""
    return value.rstrip("0").rstrip(".") if "." in value else value


def _pieces(rule: Rule, sees_people: bool) -> Iterator[str]:
    if "warning" not in KINDS[rule.kind].Settings.model_fields:
        yield text("rule.piece.level", level=text(f"alert.level.{rule.level}"))
    if rule.believed == Rule.Believed.CONFIRMED:
        yield text("rule.piece.confirmed")
    if rule.quiet:
        yield _quiet(Quiet.model_validate(rule.quiet))
    if rule.escalation:
        yield text("rule.piece.escalation", minutes=text("app.and").join(map(str, rule.escalation)))
    heard = [name_of(one.channel, sees_people) for one in rule.hearings.all() if one.channel.ended_at is None]
    yield text("rule.piece.hear", names=text("app.and").join(heard)) if heard else text("rule.piece.everybody")


def _quiet(quiet: Quiet) -> str:
    hours = f"{quiet.since:%H:%M}–{quiet.until:%H:%M}" if quiet.since != quiet.until else ""
    parts = [hours, text("rule.piece.off_days") if quiet.off_days else ""]
    return text("rule.piece.quiet", when=text("app.and").join(one for one in parts if one))
