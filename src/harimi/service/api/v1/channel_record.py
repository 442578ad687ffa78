"""What was told by a channel, and the test of one."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.alerts.channels.queries import channels_of
from harimi.service.alerts.channels.services import ChannelError
from harimi.service.alerts.channels.testing import send_test
from harimi.service.alerts.models import Telling as TellingRow
from harimi.service.api.v1.caller import allowed, found
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.channels import channel_problem, own_channel
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.words import Listed, one_of
from harimi.service.egress.channels.answers import Outcome

record_calls = Subject("record", "What was told by a channel, and the test of one.")


class Telling(BaseModel):
    """One event of an alert, told by a channel or to be told: `what` happened, and `due_at` when it is sent.

    `code` and HTTP's `status`, 0 where there was none, are what came of the last of so many `tries`.
    """

    id: UUID
    alert_id: UUID
    what: str
    state: Annotated[TellingRow.State, one_of(TellingRow.State)]
    asked_at: datetime
    due_at: datetime
    tries: int
    code: str
    status: int
    done_at: datetime | None


class Tellings(Listed):
    """A page of them, newest first."""

    data: list[Telling]


class Tested(BaseModel):
    """What the other side made of a test: whether it was `taken`, `code`, and HTTP's `status`, 0 where there was none."""

    taken: bool
    code: str
    status: int


@record_calls.get("/channels/{channel_id}/tellings", Scope.ALERTS_READ, Tellings, missing=True)
def list_tellings(request: HttpRequest, channel_id: UUID, paging: Query[Paging]) -> Tellings:
    """What was told by a channel, or waits to be, newest first."""
    row = found(channels_of(allowed(request, Action.SEE).organization), pk=channel_id)
    rows = TellingRow.objects.filter(channel=row).select_related("event")
    part = part_of(request, rows, ("-asked_at", "-id"), paging)
    return Tellings(data=[_told(one) for one in part.rows], next=part.next)


@record_calls.send("/channels/{channel_id}/test", Scope.ALERTS_WRITE, Tested)
def test_channel(request: HttpRequest, channel_id: UUID) -> Tested:
    """Sends a message that says that it is a test, at once.

    Where it is taken a broken channel works again, and what waits goes.
    """
    who, row = own_channel(request, channel_id)
    try:
        heard = send_test(row, actor=who.user)
    except ChannelError as error:
        raise channel_problem(error) from error
    return Tested(taken=heard.outcome == Outcome.TAKEN, code=heard.code, status=heard.status)


def _told(row: TellingRow) -> Telling:
    names = ("state", "asked_at", "due_at", "tries", "code", "status", "done_at")
    told = {name: getattr(row, name) for name in names}
    return Telling(id=row.pk, alert_id=row.event.alert_id, what=row.event.what, **told)
