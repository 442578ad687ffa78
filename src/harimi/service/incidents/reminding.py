"""Staff are reminded of the reports that an incident needs: a number, a day and a link, nothing else."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from harimi.service.accounts.staff import StaffRole, staff_in
from harimi.service.egress.classes import MailClass
from harimi.service.incidents import clock
from harimi.service.incidents.assessing import assessed
from harimi.service.incidents.clock import Stage, stages
from harimi.service.incidents.models import Incident, IncidentEvent
from harimi.service.incidents.recording import note
from harimi.service.notices.letters import Letter, declare, write
from harimi.service.privacy.manifest import current

LETTER = "incident_due"
MORNING = time(9, 0)
"""In Japan, on any day of the week: an incident's clock does not rest."""


def declare_letter() -> None:
    """Called once Django has started."""
    declare(Letter(LETTER, MailClass.SERVICE, "guidance"))


def waiting(incident: Incident) -> list[str]:
    """The reports that are still to be made. One that nobody assessed yet counts as one that has to be reported."""
    if incident.state == Incident.State.CLOSED or (incident.assessed_at and not assessed(incident).reportable):
        return []
    made = {"prompt": incident.prompt_reported_at, "final": incident.final_reported_at}
    return [which for which, at in made.items() if at is None]


def remind(now: datetime | None = None) -> int:
    """From the morning of each stage on, once for each; how many letters."""
    at = localtime(now or timezone.now(), ZoneInfo(current().deadlines.time_zone))
    if at.time() < MORNING:
        return 0
    return sum(_remind(one, at) for one in Incident.objects.filter(state=Incident.State.OPEN))


def late() -> list[Incident]:
    """Those of which a report should be made by now."""
    return [one for one in Incident.objects.filter(state=Incident.State.OPEN) if is_late(one)]


def is_late(incident: Incident, now: datetime | None = None) -> bool:
    """Whether the last day of a report that is still to be made is over."""
    day = localtime(now or timezone.now(), ZoneInfo(current().deadlines.time_zone)).date()
    last = {"prompt": clock.prompt_by(incident), "final": clock.full_by(incident)}
    return any(day > last[which] for which in waiting(incident))


@transaction.atomic
def _remind(incident: Incident, at: datetime) -> int:
    """Of several stages that passed meanwhile only of the last; each is noted."""
    open_reports = waiting(incident)
    told = set(incident.events.filter(what=IncidentEvent.What.REMINDED).values_list("about", flat=True))
    due = [one for one in stages(incident) if one.report in open_reports and one.day <= at.date()]
    new = [one for one in due if _name(one) not in told]
    for one in new:
        note(incident, IncidentEvent.What.REMINDED, about=_name(one), actor=None, at=at)
    return _write(incident, new[-1]) if new else 0


def _name(stage: Stage) -> str:
    return f"{stage.report} day {stage.number}"


def _write(incident: Incident, stage: Stage) -> int:
    last = clock.prompt_by(incident) if stage.report == "prompt" else clock.full_by(incident)
    link = f"{settings.HARIMI.url}{reverse('office_incident', args=[incident.pk])}"
    told = {"number": incident.number, "report": stage.report, "day": stage.number, "last": last, "link": link}
    people = staff_in(StaffRole.PRIVACY)
    return sum(write(LETTER, to=user, context=told, case=incident.number) is not None for user in people)
