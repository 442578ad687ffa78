"""The one way of a request: which state follows which, and that each step is kept.

No state but `EXECUTING` does anything to data, and none reaches it but by `IDENTIFIED` and `INVESTIGATING`. Every way that
begins ends with one notice, or with the person's own withdrawal.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.privacy.cards import masked
from harimi.service.requests.audited import note
from harimi.service.requests.errors import RequestError
from harimi.service.requests.models import Request, Step

S = Request.State
NEXT: Mapping[str, frozenset[str]] = {
    S.RECEIVED: frozenset({S.IDENTIFYING, S.IDENTIFIED, S.WITHDRAWN}),
    S.IDENTIFYING: frozenset({S.IDENTIFIED, S.UNIDENTIFIED, S.WITHDRAWN}),
    S.UNIDENTIFIED: frozenset({S.DECIDED}),
    S.IDENTIFIED: frozenset({S.QUOTED, S.INVESTIGATING, S.WITHDRAWN}),
    S.QUOTED: frozenset({S.AGREED, S.WITHDRAWN}),
    S.AGREED: frozenset({S.INVESTIGATING, S.WITHDRAWN}),
    S.INVESTIGATING: frozenset({S.EXECUTING, S.DECIDED, S.WITHDRAWN}),
    S.EXECUTING: frozenset({S.DECIDED}),
    S.DECIDED: frozenset({S.NOTIFIED}),
    S.NOTIFIED: frozenset({S.CLOSED, S.DECIDED}),  # where the mail came back
    S.CLOSED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
WITHDRAWABLE = frozenset(state for state, after in NEXT.items() if S.WITHDRAWN in after)
RUNNING = frozenset(set(S) - {S.NOTIFIED, S.CLOSED, S.WITHDRAWN})
"""Those whose clock runs."""
MOST = 5000
"""Characters of words."""


def locked(request: Request, *states: str) -> Request:
    """The row, until the transaction ends, in one of these states. Raises `RequestError`."""
    row = Request.objects.select_for_update().get(pk=request.pk)
    if states and row.state not in states:
        raise RequestError("state")
    return row


@transaction.atomic
def move(request: Request, state: str, *, by: User | None = None, words: str = "", now: datetime | None = None) -> Request:
    """Takes one step, keeps it, and tells the audit. Raises `RequestError` where it does not follow."""
    row = locked(request)
    if state not in NEXT[row.state]:
        raise RequestError("state")
    Request.objects.filter(pk=row.pk).update(state=state)
    row.state = request.state = S(state)
    said = masked(words.strip())[:MOST]
    Step.objects.create(request=row, at=now or timezone.now(), state=state, by=by, words=said)
    actor = by.subject_id if by else row.subject_id if state in (S.RECEIVED, S.WITHDRAWN) else None
    note("request", row, actor=actor, outcome=state)
    return row
