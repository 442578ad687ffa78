"""What happened to a meter, in words."""

from dataclasses import dataclass

from django.urls import reverse

from harimi.service.meters.values import shown
from harimi.service.pages.reads import with_unit
from harimi.service.pages.texts import text
from harimi.service.readings.happened import Happened


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, in words, and where more of it stands."""

    of: Happened
    words: str
    link: str


def in_words(one: Happened) -> Event:
    """The event as the page tells it."""
    return Event(one, _words(one), "" if one.attempt is None else reverse("reading", args=[one.attempt]))


def _words(one: Happened) -> str:
    told: dict[str, object] = dict(one.told)
    if one.note is not None:
        return one.note.text
    if one.kind == "settled" and one.register is not None:
        told["before"] = with_unit(one.values["before"], one.register)
    if one.kind == "exchange" and one.register is not None:
        told |= {name: shown(value, one.register.decimals) for name, value in one.values.items()}
        told["serial"] = one.told["serial"] or "–"
    return text(f"happened.{one.kind}", **told)
