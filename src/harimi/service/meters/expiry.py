"""Meters whose legal end comes near: their owners and managers are told by mail, half a year and a month before."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from harimi.service.accounts.access import Action, members_who
from harimi.service.accounts.models import Organization
from harimi.service.meters.models import Meter
from harimi.service.meters.queries import by_place
from harimi.service.privacy.gate import using

BEFORE = (timedelta(days=180), timedelta(days=30))
"""Enough time to order and plan; and the last call."""
MOST = 200
"""Meters that one mail names; more are counted."""
SUBJECT = {"ja": "検定満期が近いメーターがあります({count}台)", "en": "Meters near their legal end: {count}"}
LINE = {"ja": "・{ends} {place} {name} {serial}", "en": "- {ends} {place} {name} {serial}"}
MORE = {"ja": "ほか {count} 台", "en": "and {count} more"}
BODY = {
    "ja": "次のメーターは、取引や証明に使える期間がまもなく終わります。交換の手配をお願いします。\n\n{lines}\n\n一覧: {url}\n",
    "en": "These meters may soon no longer be used for bills. Please plan their exchange.\n\n{lines}\n\nList: {url}\n",
}


def remind(now: datetime | None = None) -> int:
    """Sends what is due, once for each of `BEFORE`; how many meters were told of."""
    today = (now or timezone.now()).astimezone(UTC).date()
    due = [meter for meter in _near(today) if _told_for(meter, today) != meter.reminded_for and _mine(meter, today)]
    by_customer: dict[Organization, list[Meter]] = {}
    for meter in due:
        by_customer.setdefault(meter.site.organization, []).append(meter)
    for organization, meters in by_customer.items():
        try:
            _tell(organization, meters)
        except Exception:  # whatever kept the mail from going, the next day tries again
            Meter.objects.filter(pk__in=[meter.pk for meter in meters]).update(reminded_for=None)
            raise
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
        language = "en" if user.language == "en" else "ja"
        with using("guidance", subject=user.subject_id):
            lines = [_line(meter, language) for meter in by_place(meters[:MOST])]
            if len(meters) > MOST:
                lines.append(MORE[language].format(count=len(meters) - MOST))
            body = BODY[language].format(lines="\n".join(lines), url=f"{settings.HARIMI.url}/meters?state=expiring")
            send_mail(SUBJECT[language].format(count=len(meters)), body, None, [user.email])


def _line(meter: Meter, language: str) -> str:
    told = {"ends": meter.expires_on, "place": meter.site.name, "name": meter.name, "serial": meter.serial}
    return LINE[language].format(**told).rstrip()
