"""Entries taken back by their opposite; nothing is ever deleted."""

from harimi.service.accounts.models import Organization, User
from harimi.service.billing.ledger.posting import Happened, Side, post
from harimi.service.billing.models import Entry
from harimi.service.privacy.days import today


def reverse(entry: Entry, *, actor: User | None, reason: str = "") -> Entry:
    """Its sides the other way round; once, however often it is called."""
    sides = [
        Side(one.account, -one.yen, one.organization, one.invoice, one.rate)  # type: ignore[arg-type]  # the account's name
        for one in entry.postings.select_related("organization")
    ]
    return post(Happened(Entry.Kind.REVERSAL, today(), f"undo:{entry.pk}", entry.number, reason[:200]), sides, actor=actor)


def is_reversed(entry: Entry) -> bool:
    """Whether it was taken back."""
    return Entry.objects.filter(source=f"undo:{entry.pk}").exists()


def last_standing(prefix: str, organization: Organization | None = None) -> Entry | None:
    """The latest entry whose source begins so and that was not taken back."""
    rows = Entry.objects.filter(source__startswith=prefix)
    if organization is not None:
        rows = rows.filter(postings__organization=organization).distinct()
    return next((one for one in rows.order_by("-pk") if not is_reversed(one)), None)


def counted(prefix: str) -> str:
    """A source that nobody had: the prefix and a count from 1."""
    return f"{prefix}{Entry.objects.filter(source__startswith=prefix).count() + 1}"
