"""An incident is closed once its reports are made, the people are told, and what keeps it from happening again is written."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.incidents.assessing import assessed
from harimi.service.incidents.models import Incident, IncidentEvent
from harimi.service.incidents.recording import IncidentError, going_on, note, tidy
from harimi.service.incidents.reminding import waiting
from harimi.service.incidents.reporting import facts, written


def lacking(incident: Incident) -> list[str]:
    """What has to be done first, as codes of `incident.error.<code>`."""
    if incident.assessed_at is None:
        return ["assess_first"]
    told, missing = written(incident, "ja"), []
    if waiting(incident):
        missing.append("reports_first")
    if not told["prevention"]:
        missing.append("prevention_first")
    if assessed(incident).reportable:
        missing += _untold(incident, told)
    return missing


@transaction.atomic
def close(incident: Incident, words: str, *, actor: User, now: datetime | None = None) -> None:
    """Raises `IncidentError` with the first thing that is missing."""
    row, at = going_on(incident), now or timezone.now()
    if missing := lacking(row):
        raise IncidentError(missing[0])
    text = tidy(words)
    row.state, row.closed_at = Incident.State.CLOSED, at
    row.save(update_fields=["state", "closed_at"])
    note(row, IncidentEvent.What.CLOSED, text, actor=actor, at=at)


def _untold(incident: Incident, told: dict[str, str]) -> list[str]:
    """Everybody is told; for those who cannot be, it was published instead (article 26(2), proviso).

    Letters that no server may carry tell nobody: either they are sent, or it is written what was done instead.
    """
    now = facts(incident, "ja")
    if incident.gathered_at is None or now.waiting:
        return ["tell_first"]
    if now.sending:
        return ["sending_first"]
    left = [code for code, count in (("kept_first", now.kept), ("publish_first", now.unreachable)) if count]
    return [] if told["publication"] else left
