"""What is written to owners about outlets, and when: once for each time that one takes nothing."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.access import Action, members_who
from harimi.service.egress.classes import MailClass
from harimi.service.notices.letters import Letter, declare, write
from harimi.service.outlets.models import Outlet
from harimi.service.outlets.waiting import waiting
from harimi.service.privacy.gate import using

FAILING, OFF = "outlet_failing", "outlet_off"
PATIENCE = timedelta(hours=3)
"""As long as a place may be away before somebody is told."""


def declare_all() -> None:
    """Called once Django has started."""
    for name in (FAILING, OFF):
        declare(Letter(name, MailClass.SERVICE, "guidance"))


def complain(now: datetime | None = None) -> int:
    """Writes of outlets that have taken nothing for long, or that were switched off by what the other side said; how many."""
    at = now or timezone.now()
    failing = Outlet.objects.exclude(fault="").filter(failing_since__lt=at - PATIENCE, complained_at=None)
    ended = Outlet.objects.exclude(fault="").filter(on=False, complained_at=None)
    found = list((failing | ended).select_related("organization", "instruction"))
    for row in found:
        with transaction.atomic(), using("guidance"):
            if Outlet.objects.filter(pk=row.pk, complained_at=None).update(complained_at=at):
                _write(row, at)
    return len(found)


def _write(row: Outlet, at: datetime) -> None:
    since = at - row.failing_since if row.failing_since else timedelta()
    host = "" if row.instruction is None else row.instruction.host
    told: dict[str, object] = {"name": row.name, "host": host, "id": row.pk}
    told |= {"hours": since // timedelta(hours=1), "waits": waiting(row).count()}
    for user in members_who(row.organization, Action.CHANGE_OUTLETS):
        write(FAILING if row.on else OFF, to=user, context=told, subject=row.organization.subject_id)
