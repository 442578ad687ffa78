"""Who did what in the organization."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.activity import let_in
from harimi.service.accounts.api_tokens import Scope
from harimi.service.accounts.models import Activity as ActivityRow
from harimi.service.api.v1.caller import allowed
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.words import Listed, Moment

activity_calls = Subject("activity", "Who did what in the organization, newest first.")


class ActivityAsked(Paging):
    """Which activities."""

    since: Moment | None = Field(None, description="From this moment on.")
    kind: str = Field("", max_length=20, pattern="^[a-z_]*$", description="Of this kind, such as `meter`; empty for all.")


class Activity(BaseModel):
    """One thing that was done: `<kind>.<what>`, by whom, and the id of what it was done to. `details` are codes.

    `by` is null for what the service did by itself, for people who left, and for staff whom you let in (`by_staff`).
    """

    at: datetime
    action: str
    by: str | None
    by_staff: bool
    about: str
    details: dict[str, Any]


class Activities(Listed):
    """A page of activities, newest first."""

    data: list[Activity]


@activity_calls.get("/activity", Scope.ACCOUNT_READ, Activities)
def list_activity(request: HttpRequest, asked: Query[ActivityAsked]) -> Activities:
    """Who did what, newest first."""
    who = allowed(request, Action.SEE_ACTIVITY)
    rows = ActivityRow.objects.filter(organization=who.organization).select_related("actor")
    rows = rows if asked.since is None else rows.filter(at__gte=asked.since)
    rows = rows.filter(action__startswith=f"{asked.kind}.") if asked.kind else rows
    part = part_of(request, rows, ("-at", "-id"), asked)
    staff = let_in(who.organization)
    return Activities(data=[_told(one, staff) for one in part.rows], next=part.next)


def _told(row: ActivityRow, staff: Collection[UUID]) -> Activity:
    by_staff = row.actor_id in staff
    by = None if row.actor is None or by_staff else row.actor.email
    return Activity(at=row.at, action=row.action, by=by, by_staff=by_staff, about=row.about, details=row.details)
