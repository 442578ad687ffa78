"""For how long something really was so, which nobody could know when it was told."""

from datetime import timedelta
from typing import Any

from harimi.service.alerts.models import Alert, Kind
from harimi.service.alerts.spells import how_long

_TIMES = {"hours", "minutes"}


def figures_now(alert: Alert) -> dict[str, Any]:
    """Its figures; once it is over, those of time are of all the time for which it was so."""
    known = dict(alert.figures)
    if alert.until is None or not _TIMES & known.keys():
        return known
    lasted = alert.until - alert.since
    times = how_long(lasted) if alert.kind == Kind.SILENCE else {"hours": round(lasted / timedelta(hours=1))}
    return {key: value for key, value in known.items() if key not in _TIMES} | times
