"""What the operator read once more on trial, for those whose meters it is: the values as they stand and as they would be.

The operator asked for it, and decides.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.limiting import count_work
from harimi.service.api.v1.paging import Paging, part_after, part_of
from harimi.service.api.v1.pictures import address_of
from harimi.service.api.v1.questions import Candidate
from harimi.service.api.v1.words import Listed, one_of
from harimi.service.meters.models import Register
from harimi.service.meters.values import plain
from harimi.service.readings.models import Reread
from harimi.service.readings.trials.comparing import Pair, differing
from harimi.service.readings.trials.progress import progress

trial_calls = Subject("trials", "What the operator read once more on trial, and what would be otherwise.")


class TrialLine(BaseModel):
    """A part of the archive that was read once more: photographs of a meter, else of a site, else of all, and of a time.

    Nothing of it stands while it is `listing` or `reading`, and it goes after 30 days without a decision. Once it is accepted
    (`accepting`, then `accepted`) readings are decided anew; what people said stays.
    """

    id: UUID
    site_id: UUID | None
    meter_id: UUID | None
    since: datetime
    until: datetime
    asked_at: datetime
    state: Annotated[Reread.State, one_of(Reread.State)]
    photographs: int


class Trials(Listed):
    """A page of trials, newest first."""

    data: list[TrialLine]


class Trial(TrialLine):
    """The same with how far it is: `done` of `total` are read on trial, or, once it was accepted, taken over.

    A photograph counts once for each register. `going_on` while there is still something to do.
    """

    done: int
    total: int
    going_on: bool


class Difference(BaseModel):
    """A photograph whose likeliest value is another on trial; null where there was none, or would be none.

    `person` is what somebody said that it shows, null where nobody did. `address` is where the photograph is fetched for ten
    minutes without a token, null where the token may see none.
    """

    register_id: UUID
    meter_id: UUID
    at: datetime
    unit: str
    before: Candidate | None
    would_be: Candidate | None
    person: Decimal | None
    photograph_id: int
    address: str | None


class Differences(Listed):
    """A page of differences, in the order in which the photographs were listed."""

    data: list[Difference]


@trial_calls.get("/trials", Scope.READINGS_READ, Trials)
def list_trials(request: HttpRequest, paging: Query[Paging]) -> Trials:
    """What the operator had read once more on trial, newest first."""
    part = part_of(request, _trials(allowed(request, Action.CHANGE_METERS)), ("-asked_at", "-id"), paging)
    return Trials(data=[TrialLine(**_line(one)) for one in part.rows], next=part.next)


@trial_calls.get("/trials/{trial_id}", Scope.READINGS_READ, Trial, missing=True)
def get_trial(request: HttpRequest, trial_id: UUID) -> Trial:
    """One trial, and how far it is."""
    row = found(_trials(allowed(request, Action.CHANGE_METERS)), pk=trial_id)
    far = progress(row)
    return Trial(**_line(row), done=far.done, total=far.total, going_on=far.going_on)


@trial_calls.get("/trials/{trial_id}/differences", Scope.READINGS_READ, Differences, missing=True)
def list_trial_differences(request: HttpRequest, trial_id: UUID, paging: Query[Paging]) -> Differences:
    """The photographs of which a trial says something else than what stands; none once it was decided about.

    More come as long as it goes on. It counts as a photograph that is read while somebody waits.
    """
    who = allowed(request, Action.CHANGE_METERS)
    row = found(_trials(who), pk=trial_id)
    count_work(request, who.token)
    most = paging.limit + 1
    pairs, following = part_after(request, lambda number: differing(row, number, most) if row.undecided else [], paging)
    return Differences(data=[_told(one, who) for one in pairs], next=following)


def _trials(who: Caller) -> QuerySet[Reread]:
    return Reread.objects.filter(organization=who.organization)


def _line(row: Reread) -> dict[str, Any]:
    same = {name: getattr(row, name) for name in ("id", "site_id", "meter_id", "since", "until", "asked_at", "state")}
    return same | {"photographs": row.total}


def _told(one: Pair, who: Caller) -> Difference:
    register, cut = one.register, one.trial.cut
    return Difference(
        register_id=register.pk,
        meter_id=register.meter_id,
        at=one.at.astimezone(UTC),
        unit=register.unit,
        before=_value(one.was, one.was_sure, register),
        would_be=_value(one.now, one.now_sure, register),
        person=None if one.person is None else plain(one.person, register.decimals),
        photograph_id=cut.pk,
        address=address_of(cut, who)[0] if Scope.PHOTOGRAPHS_READ in who.token.scopes else None,
    )


def _value(value: int | None, sure: float, register: Register) -> Candidate | None:
    return None if value is None else Candidate(value=plain(value, register.decimals), probability=round(sure, 4))
