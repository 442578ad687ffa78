"""How alerts are said to outlets: what each layer beside keeps to itself is joined here, above both."""

from typing import Any
from uuid import UUID

from harimi.service.alerts.models import Alert, Happened
from harimi.service.alerts.queries import JOINED
from harimi.service.alerts.stated import statement
from harimi.service.outlets.news import ALERT_CHANGED, ALERT_ENDED, ALERT_OPENED, News

_TYPES = {Happened.OPENED: ALERT_OPENED, Happened.ENDED: ALERT_ENDED, Happened.CORRECTED: ALERT_ENDED}
_NOT = (Happened.QUIET_OVER, Happened.SNOOZE_OVER, Happened.ESCALATED)
"""When people are told, of which systems need not hear."""


def alert(payload: dict[str, Any]) -> News | None:
    """What became of an alert, as it is now."""
    what = Happened(payload["what"])
    if what in _NOT:
        return None
    row = Alert.objects.filter(pk=UUID(payload["alert"])).select_related(*JOINED).first()
    if row is None:
        return None
    data = statement(row).model_dump(mode="json") | {"what": what.value}
    told = (row.organization_id, _TYPES.get(what, ALERT_CHANGED), data, f"alert {payload['event']}")
    return News(*told, register=row.register_id, at=row.at)
