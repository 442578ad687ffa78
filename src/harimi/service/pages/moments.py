"""Moments as a browser's form sends them, in a site's own time."""

from datetime import UTC, datetime, tzinfo

from django import forms

from harimi.service.pages.texts import text

FIRST, LAST = 1990, 2200
"""Years in which a meter is read."""


def moment_of(typed: str, zone: tzinfo) -> datetime | None:
    """The moment that `2026-04-06T12:30` names in the zone; None where it names none."""
    try:
        local = datetime.fromisoformat(typed).replace(tzinfo=None)
        return local.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def told_at(typed: datetime, zone: tzinfo) -> datetime:
    """What a form's field took for a moment, as the zone's. Raises a `ValidationError` for a year that nobody means."""
    if not FIRST <= typed.year <= LAST:
        raise forms.ValidationError(text("life.long_ago"))
    return typed.replace(tzinfo=zone).astimezone(UTC)


def exact(sent: str) -> datetime | None:
    """A moment with its zone, as an address of ours carries it."""
    try:
        found = datetime.fromisoformat(sent)
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def typed_as(at: datetime, zone: tzinfo) -> str:
    """The moment as a form's field takes it."""
    return f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"
