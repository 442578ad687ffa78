"""What shows how well the policy is kept: counts that each app tells of itself, for the periodic review. They name nobody."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from harimi.service.privacy import census, days, recipients
from harimi.service.privacy.held import held
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import AuditAnchor, AuditEvent, Choice, PolicyAnswer, Recipient
from harimi.service.privacy.overdue import overdue
from harimi.service.privacy.promptly import breaches
from harimi.service.privacy.proof import FAILED, PASSED, outcomes, runs

SOON = timedelta(days=60)
"""So long before a recipient's supervision has to be reviewed it stands in the evidence."""


@dataclass(frozen=True, slots=True)
class Line:
    """A count: `what` is a text `policy_review.what.<what>`, `about` a code of which there are so many. `bad`: it must be 0."""

    what: str
    about: str
    count: int
    bad: bool = False

    def told(self) -> dict[str, object]:
        """As plain values."""
        return {"what": self.what, "about": self.about, "count": self.count, "bad": self.bad}


Told = Callable[[datetime, datetime], Iterable[Line]]
"""What an app has to tell of a period, from its first moment to its last."""
_TOLD: list[Told] = []


def offer(told: Told) -> None:
    """A layer above has evidence of its own, when Django starts."""
    _TOLD.append(told)


def gathered(since: datetime, until: datetime) -> list[Line]:
    """All evidence about a period, in a fixed order; what is never 0 where all is well comes with its 0."""
    own = (_mapped, _proved, _kept, _obeyed, _audited, _sent, _supervised, _chosen, _agreed)
    return [line for told in (*own, *_TOLD) for line in told(since, until)]


def at_least(what: str, counts: Iterable[tuple[str, int]], *, bad: bool = False) -> Iterator[Line]:
    """A line for each code; one with 0 where there is none, so that it is seen to have been looked for."""
    found = [Line(what, about, count, bad) for about, count in counts if count]
    yield from found or [Line(what, "", 0)]


def _mapped(since: datetime, until: datetime) -> Iterator[Line]:  # noqa: ARG001
    unmapped = [*census.database(held()), *census.json_columns(held())]
    yield from at_least("unmapped", ((one, 1) for one in unmapped), bad=True)


def _proved(since: datetime, until: datetime) -> Iterator[Line]:  # noqa: ARG001
    """The tests of the clauses in the last full run here."""
    manifest, ran, states = current(), runs(), Counter[str]()
    waits = {one for clause in manifest.clauses.values() for one in clause.waits}
    for one in {one for clause in manifest.clauses.values() for one in clause.tests}:
        found = outcomes(one, ran)
        states["waits" if one in waits else FAILED if FAILED in found else PASSED if PASSED in found else "open"] += 1
    yield Line("tests", FAILED, states[FAILED], bad=bool(states[FAILED]))
    yield from (Line("tests", name, states[name]) for name in (PASSED, "open", "waits"))


def _kept(since: datetime, until: datetime) -> Iterator[Line]:  # noqa: ARG001
    yield from at_least("overdue", ((one.table, one.rows) for one in overdue(until)), bad=True)


def _obeyed(since: datetime, until: datetime) -> Iterator[Line]:  # noqa: ARG001
    yield from at_least("breaches", ((one.item, one.rows) for one in breaches()), bad=True)


def _audited(since: datetime, until: datetime) -> Iterator[Line]:
    kept = AuditAnchor.objects.filter(pk=1).first()
    broken = bool(kept and kept.fault)
    yield Line("chain", "", int(broken), bad=broken)
    yield from at_least("audit", _counted(since, until, "action"))


def _sent(since: datetime, until: datetime) -> Iterator[Line]:
    yield from at_least("recipients", _counted(since, until, "recipient"))


def _supervised(since: datetime, until: datetime) -> Iterator[Line]:  # noqa: ARG001
    """Recipients to whom the way is closed, and those whose supervision has to be reviewed soon."""
    today, rows = days.today(), Recipient.objects.filter(ended_at=None).order_by("id")
    closed = [one.id for one in rows if recipients.refusal(one, one.items, today) is not None]
    yield from at_least("recipients_closed", ((one, 1) for one in closed), bad=True)
    soon = rows.filter(review_by__lte=today + SOON).exclude(id__in=closed).values_list("id", flat=True)
    yield from at_least("recipients_due", ((one, 1) for one in soon))


def _chosen(since: datetime, until: datetime) -> Iterator[Line]:
    rows = Choice.objects.filter(at__gt=since, at__lte=until).values_list("kind", "item", "purpose")
    counts = Counter(f"{kind}: {item or purpose}" for kind, item, purpose in rows)
    yield from at_least("choices", sorted(counts.items()))


def _agreed(since: datetime, until: datetime) -> Iterator[Line]:
    rows = PolicyAnswer.objects.filter(at__gt=since, at__lte=until).values_list("policy", "kind")
    counts = Counter(f"{number}: {kind}" for number, kind in rows)
    yield from at_least("agreement", sorted(counts.items()))


def _counted(since: datetime, until: datetime, column: str) -> list[tuple[str, int]]:
    rows = AuditEvent.objects.filter(at__gt=since, at__lte=until).exclude(**{column: ""})
    return sorted(Counter(rows.values_list(column, flat=True)).items())
