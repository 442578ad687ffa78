"""A card that is kept for invoices to come: asked for by an owner, typed at the provider's, given up at any time."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.egress.cards import provider
from harimi.service.egress.cards.values import Page
from harimi.service.payments.cards.errors import CardError
from harimi.service.payments.models import CardLeft, KeptCard
from harimi.service.privacy.audit import record

_CARD = ("method", "brand", "last4", "expires")
When = KeptCard.When


def card_of(organization: Organization) -> KeptCard | None:
    """The card that is kept."""
    return KeptCard.objects.select_related("organization").filter(organization=organization, kept_at__isnull=False).first()


def begin(organization: Organization, when: str, back: Mapping[str, str], *, actor: User) -> str:
    """Where the card is typed. That an owner asked for it is on record before. Raises `CardError`.

    Another card is charged like the one whose place it takes: `when` counts for the first only.
    """
    kept = card_of(organization)
    if kept is None:
        if when not in When.values:
            raise CardError("when")
        kept, _ = KeptCard.objects.update_or_create(organization=organization, defaults={"when": when})
    try:
        _with_customer(kept)
        _record("card_asked", kept, actor)
        _close_page(kept)
        page = provider.keep_page(kept.pk, kept.customer, back, subject=kept.subject_id)
    except (provider.AwayError, provider.NotTakenError) as error:
        raise CardError("away") from error
    except provider.ClosedError as error:
        raise CardError("closed") from error
    KeptCard.objects.filter(pk=kept.pk).update(page=page.id)
    return page.url


def keep(told: Page) -> bool:
    """The card that was typed on a page of ours; what comes of one that does not count is not kept there either."""
    with transaction.atomic():
        kept = _locked(told.reference)
        if kept is None or told.customer != kept.customer or told.method is None:
            return False
        if kept.method == told.method.id:
            return True
        if kept.page != told.id:
            leave(told.method.id)
            return True
        leave(kept.method)
        kept.method, kept.brand = told.method.id, told.method.brand
        kept.last4, kept.expires = told.method.last4, told.method.expires
        kept.kept_at, kept.page = kept.kept_at or timezone.now(), ""
        kept.save()
        _record("card_kept", kept, None)
    return True


def remove(kept: KeptCard, *, actor: User) -> None:
    """Nothing is paid from it from now on; the provider hears of it as soon as it answers."""
    with transaction.atomic():
        found = _locked(str(kept.pk))
        if found is None:
            return
        leave(found.method)
        for name in _CARD:
            setattr(found, name, "")
        found.kept_at, found.page = None, ""
        found.save()
        _record("card_removed", found, actor)


def set_when(kept: KeptCard, when: str, *, actor: User) -> None:
    """When invoices are paid from it. Raises `CardError`."""
    if when not in When.values:
        raise CardError("when")
    KeptCard.objects.filter(pk=kept.pk).update(when=when)
    _record("card_when", kept, actor)


def leave(identity: str) -> None:
    """The provider is to keep it no more; a worker tells it. Where no cards are taken nobody could."""
    if identity and provider.taken():
        CardLeft.objects.get_or_create(pk=identity, defaults={"due_at": timezone.now()})


def leave_customer(instance: KeptCard, **_: object) -> None:
    """Before its row goes: of somebody who is erased nothing stays at the provider's either."""
    leave(instance.customer)


def _with_customer(kept: KeptCard) -> None:
    if not kept.customer:
        kept.customer = provider.new_customer(kept.pk, subject=kept.subject_id)
        kept.save(update_fields=["customer"])


def _locked(reference: str) -> KeptCard | None:
    try:
        rows = KeptCard.objects.select_for_update(of=("self",)).select_related("organization")
        return rows.filter(pk=UUID(reference)).first()
    except ValueError:
        return None


def _close_page(kept: KeptCard) -> None:
    """One at a time; what was typed on it already is kept before."""
    if not kept.page:
        return
    try:
        provider.close_page(kept.page)
    except provider.NotTakenError:
        keep(provider.page(kept.page))


def _record(action: str, kept: KeptCard, actor: User | None) -> None:
    by = actor.subject_id if actor else None
    record(action, actor=by, subject=kept.subject_id, clause="1(1)④", purpose="payment_check", items=("payment",))
