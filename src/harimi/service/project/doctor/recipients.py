"""To whom data goes: who is not registered, and whose supervision is due."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from harimi.service.privacy.days import today
from harimi.service.privacy.models import Recipient
from harimi.service.project.doctor.findings import Finding, bad, fine, look
from harimi.service.project.outside import in_words, unregistered

SOON = timedelta(days=30)


def recipients() -> Iterator[Finding]:
    """Everybody to whom data goes stands in the register, and is looked at in time."""
    found = [*_unregistered(), *_due()]
    yield from found or [fine("recipients", "whoever gets personal data is registered, and looked at in time")]


def _unregistered() -> Iterator[Finding]:
    for one in unregistered(settings.HARIMI):
        said, _, do = in_words(one).partition(": ")
        yield bad("recipients", said, do)


def _due() -> Iterator[Finding]:
    day = today()
    entrusted = Recipient.objects.filter(basis=Recipient.Basis.ENTRUSTED, ended_at=None)
    for one in entrusted.filter(review_by__gte=day, review_by__lte=day + SOON).order_by("review_by"):
        yield look("recipients", f"{one.pk} is to be looked at by {one.review_by}", "do it at /office/recipients")
    for one in entrusted.filter(review_by__lt=day).order_by("review_by"):
        yield bad("recipients", f"{one.pk} was to be looked at by {one.review_by}; nothing goes there", "/office/recipients")
    for one in entrusted.filter(deletion_clause=False).order_by("pk"):
        yield look("recipients", f"the contract with {one.pk} does not say that all is deleted at its end", "amend it")
