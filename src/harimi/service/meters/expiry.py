"""Meters whose legal end comes near: their owners and managers are told by mail, half a year and a month before."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.access import Action, members_who
from harimi.service.accounts.models import Organization
from harimi.service.egress.classes import MailClass
from harimi.service.meters.models import Meter
from harimi.service.meters.queries import by_place
from harimi.service.notices.letters import Letter, write
from harimi.service.privacy.gate import using

BEFORE = (timedelta(days=180), timedelta(days=30))
"""Enough time to order and plan; and the last call."""
MOST = 200
"""Meters that one mail names; more are counted."""
LETTER = Letter("meters_expiring", MailClass.SERVICE, "guidance")


@transaction.atomic
def remind(now: datetime | None = None) -> int:
    """Writes what is due, once for each of `BEFORE`; how many meters were told of."""
    today = (now or timezone.now()).astimezone(UTC).date()
    due = [meter for meter in _near(today) if _told_for(meter, today) != meter.reminded_for and _mine(meter, today)]
    by_customer: dict[Organization, list[Meter]] = {}
    for meter in due:
        by_customer.setdefault(meter.site.organization, []).append(meter)
    for organization, meters in by_customer.items():
        _tell(organization, meters)
    return len(due)


def _mine(meter: Meter, today: date) -> bool:
    """Whether this worker is the one that tells: it was the first to note it."""
    same = Meter.objects.filter(pk=meter.pk, reminded_for=meter.reminded_for)
    return same.update(reminded_for=_told_for(meter, today)) == 1


def _near(today: date) -> Iterable[Meter]:
    near = Meter.objects.filter(expires_on__lte=today + max(BEFORE), retired_at=None)
    return near.select_related("site__organization")


def _told_for(meter: Meter, today: date) -> date | None:
    """The day on which its owner was to be told last."""
    days = [meter.expires_on - before for before in BEFORE if meter.expires_on is not None]
    return max((day for day in days if day <= today), default=None)


def _tell(organization: Organization, meters: list[Meter]) -> None:
    for user in members_who(organization, Action.CHANGE_METERS):
        with using(LETTER.purpose, subject=user.subject_id):
            lines = [_line(meter) for meter in by_place(meters[:MOST])]
            told = {"count": len(meters), "lines": lines, "more": max(0, len(meters) - MOST)}
            write(LETTER.name, to=user, context=told, subject=organization.subject_id)


def _line(meter: Meter) -> str:
    return f"{meter.expires_on} {meter.site.name} {meter.name} {meter.serial}".rstrip()
