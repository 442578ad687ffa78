"""Moments as a browser's form sends them, in a site's own time."""

from datetime import UTC, datetime, tzinfo


def moment_of(typed: str, zone: tzinfo) -> datetime | None:
    """The moment that `2026-04-06T12:30` names in the zone; None where it names none."""
    try:
        local = datetime.fromisoformat(typed).replace(tzinfo=None)
        return local.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


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
