"""The gate: whether something may be done with somebody's data. Manifest, consents and stops decide at the moment of use.

What a later version of the policy adds waits for its day and, where it asks for agreement, for each person's (`opened.py`).

Whatever uses personal data beyond the function that was given it declares a `Use`: a send, an export, a batch, a statistic, a
training, a look by staff, the opening of a sealed field. Nothing is remembered between two uses, so that a stop works at the
next one.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from harimi.service.privacy.choices import Chosen, choices_of
from harimi.service.privacy.manifest import Manifest, current
from harimi.service.privacy.opened import Opened, bound, opened

NEEDS_CASE = "2-2(3)"
"""Whoever looks into a breach of the terms names the case they do it for."""
OPTIONAL = ("statistics", "marketing")
"""The purposes that the service does not need; each can be stopped by itself."""
NEEDS_OPT_IN = "marketing"
AGREEMENT = "2-4"
"""What a later version adds beyond what was told needs agreement."""


@dataclass(frozen=True, slots=True)
class Use:
    """What is about to be done: for which purpose, with which items, of whom, and under which case where one is needed."""

    purpose: str
    items: tuple[str, ...] = ()
    subject: UUID | None = None
    case: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a use is allowed: `why` as a code of `words.WHY`, the `clause` it rests on, the `item` it failed on."""

    allowed: bool
    why: str
    clause: str
    item: str = ""


class PurposeRequiredError(RuntimeError):
    """Personal data was about to be used and nobody had said what for."""


class RefusedError(PermissionError):
    """A use that the policy does not allow."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(f"refused by clause {decision.clause}: {decision.why} {decision.item}".rstrip())
        self.decision = decision


def decide(use: Use) -> Decision:
    """Whether the use is allowed now."""
    made = current()
    general = _by_manifest(made, use)
    if not general.allowed:
        return general
    general = _by_publication(open_now := opened(made), use) or general
    if not general.allowed or use.subject is None:
        return general
    return _by_agreement(open_now, use, use.subject) or _by_choices(made, use, use.subject) or general


def require(use: Use) -> None:
    """Raises `RefusedError` unless the use is allowed."""
    decision = decide(use)
    if not decision.allowed:
        raise RefusedError(decision)


def permitted(use: Use, subjects: Collection[UUID]) -> set[UUID]:
    """Those of `subjects` with whose data the use is allowed now."""
    manifest = current()
    if not _by_manifest(manifest, use).allowed or _by_publication(open_now := opened(manifest), use) is not None:
        return set()
    known, number = choices_of(subjects), open_now.needed(use.purpose, use.items)[0]
    asked = bound(subjects, number) if number else set(subjects)
    return {one for one in asked if _refusal(manifest, use, known[one]) is None}


@contextmanager
def using(purpose: str, *, subject: UUID | None = None, case: str = "") -> Iterator[None]:
    """Declares the purpose of what is done inside; no outer one counts there. `RefusedError` for one that there is not."""
    use = Use(purpose, (), subject, case)
    require(use)
    token, shut = _PURPOSE.set(use), _CLOSED.set(_closed_items(use))
    try:
        yield
    finally:
        _CLOSED.reset(shut)
        _PURPOSE.reset(token)


def declared() -> Use:
    """The use that is declared here. Raises `PurposeRequiredError`."""
    use = _PURPOSE.get()
    if use is None:
        raise PurposeRequiredError(
            'declare what this is for: with using("provision"): …; docs/how/policy.md lists the purposes'
        )
    return use


def may_read(item: str) -> None:
    """Raises `PurposeRequiredError` or `RefusedError` unless the declared purpose may use the item."""
    decision = _by_manifest(current(), Use(declared().purpose, (item,), None, declared().case))
    if decision.allowed and item in _CLOSED.get():
        decision = Decision(False, "not_agreed", AGREEMENT, item)
    if not decision.allowed:
        raise RefusedError(decision)


_PURPOSE: ContextVar[Use | None] = ContextVar("purpose", default=None)
_CLOSED: ContextVar[frozenset[str]] = ContextVar("closed", default=frozenset())
"""Items of the declared purpose that a version of the policy added which does not hold yet, or not for the declared subject."""


def _by_manifest(manifest: Manifest, use: Use) -> Decision:
    """What holds for everybody: the purpose exists, may use the items, and they may be collected at all."""
    purpose = manifest.purposes.get(use.purpose)
    if purpose is None:
        return Decision(False, "no_such_purpose", "2-1")
    if purpose.clause == NEEDS_CASE and not use.case:
        return Decision(False, "no_case", purpose.clause)
    for item in use.items:
        if item not in manifest.items:
            return Decision(False, "no_such_item", "1", item)
        if item not in purpose.items:
            return Decision(False, "not_for_this_purpose", purpose.clause, item)
        if not manifest.items[item].collectable:
            return Decision(False, "not_collected", "1", item)
    return Decision(True, "allowed", purpose.clause)


def _by_publication(open_now: Opened, use: Use) -> Decision | None:
    """What no version in force has is closed to everybody, whatever the manifest at work says already."""
    shut = open_now.closed(use.purpose, use.items)
    return None if shut is None else Decision(False, "not_in_force", AGREEMENT, shut)


def _by_agreement(open_now: Opened, use: Use, subject: UUID) -> Decision | None:
    """What a version added with agreement alone is closed to whoever gave none."""
    number, item = open_now.needed(use.purpose, use.items)
    if not number or subject in bound((subject,), number):
        return None
    return Decision(False, "not_agreed", AGREEMENT, item)


def _closed_items(use: Use) -> frozenset[str]:
    """Of the items that the purpose may use, those that it may not use yet."""
    made, open_now = current(), opened(current())
    if open_now.all:
        return frozenset()
    tried = (Use(use.purpose, (item,), use.subject) for item in made.purposes[use.purpose].items)
    refused = {one.items[0] for one in tried if _by_publication(open_now, one) is not None}
    if use.subject is None or not open_now.needs:
        return frozenset(refused)
    asked = {item: number for (purpose, item), number in open_now.needs.items() if purpose == use.purpose}
    holds = {number: use.subject in bound((use.subject,), number) for number in set(asked.values())}
    return frozenset(refused | {item for item, number in asked.items() if not holds[number]})


def _by_choices(manifest: Manifest, use: Use, subject: UUID) -> Decision | None:
    return _refusal(manifest, use, choices_of((subject,))[subject])


def _refusal(manifest: Manifest, use: Use, chosen: Chosen) -> Decision | None:
    """Why a person's own choices forbid the use, or what held when they were taken over; None where nothing does."""
    if chosen.succeeded and use.purpose not in chosen.succeeded:
        return Decision(False, "beyond_succession", "4(2)")
    if use.purpose in OPTIONAL and use.purpose in chosen.stopped_purposes:
        return Decision(False, "purpose_stopped", "3-2")
    if use.purpose == NEEDS_OPT_IN and not chosen.opted_in:
        return Decision(False, "no_opt_in", "2-3(2)")
    for item in use.items:
        if manifest.items[item].consent and item not in chosen.consented:
            return Decision(False, "no_consent", manifest.items[item].consent, item)
        if item in chosen.stopped:
            return Decision(False, "item_stopped", "3-2", item)
    return None
