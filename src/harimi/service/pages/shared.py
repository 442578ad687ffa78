"""Who gets a subject's data, as the privacy page shows it, and the exact words of a consent to a recipient."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from harimi.service.pages.consents import digest
from harimi.service.pages.texts import spoken, text_in
from harimi.service.privacy.documents import LANGUAGES, Language
from harimi.service.privacy.facts import Item, Purpose
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Recipient
from harimi.service.third_parties.consents import holding, needed
from harimi.service.third_parties.facts import Facts, facts_of
from harimi.service.third_parties.instructions import instructions_of
from harimi.service.third_parties.models import Instruction, Provision, StoppedProvision


@dataclass(frozen=True, slots=True)
class Shared:
    """One recipient: `state` is `entrusted`, `yes`, `no`, `stopped` or `instruction`; `words` are there to be consented to."""

    key: str
    name: str
    country: str
    items: tuple[Item, ...]
    purposes: tuple[Purpose, ...]
    state: str
    last_at: datetime | None = None
    words: str = ""
    digest: str = ""


def shared_with(subject: UUID) -> list[Shared]:
    """Whoever has something of the subject, or would have it if they consented."""
    basis = Recipient.Basis
    registered = Recipient.objects.filter(basis__in=(basis.ENTRUSTED, basis.CONSENTED), ended_at=None).order_by("name", "pk")
    stops = StoppedProvision.objects.filter(subject=subject)
    stopped = set(stops.values_list("recipient__service", "recipient__host"))
    mine = Provision.objects.filter(whose=subject).order_by()
    last = dict(mine.values("recipient").annotate(last=Max("last_at")).values_list("recipient", "last"))
    found = [_recipient(one, subject, stopped, last.get(one.pk)) for one in registered]
    return [*found, *(_channel(one) for one in instructions_of(subject))]


def words_of(facts: Facts, language: Language) -> str:
    """What somebody consents to, in one language."""
    one, joint = facts.recipient, text_in(language, "app.and")
    told = {
        "name": one.name,
        "country": one.country,
        "items": joint.join(_said(item, language) for item in _items(one.items)),
        "purposes": joint.join(_said(purpose, language) for purpose in _purposes(one.purposes)),
    }
    words = text_in(language, "shared.words", **told)
    if facts.foreign is None:
        return words
    abroad = {name: getattr(facts.foreign, name).into(language) for name in ("country", "system", "measures")}
    return f"{words} {text_in(language, 'shared.words_abroad', **abroad)}"


def shown(recipient: Recipient, told: str) -> tuple[str, Language] | None:
    """The words that a form showed, and their language; None where they are not today's."""
    facts = facts_of(recipient)
    for language in LANGUAGES:
        words = words_of(facts, language)
        if facts.complete and digest(words) == told:
            return words, language
    return None


def _recipient(one: Recipient, subject: UUID, stopped: set[tuple[str, str]], last_at: datetime | None) -> Shared:
    state, words = "entrusted", ""
    if needed(one):
        state = "yes" if holding(one, subject, timezone.now()) else "no"
        facts = facts_of(one)
        words = words_of(facts, spoken()) if facts.complete else ""
    if (one.service, one.host) in stopped:
        state, words = "stopped", ""
    told = (one.pk, one.name, one.country, _items(one.items), _purposes(one.purposes))
    return Shared(*told, state, last_at, words, digest(words) if words else "")


def _channel(one: Instruction) -> Shared:
    return Shared(str(one.pk), f"{one.recipient} ({one.host})", one.country, _items(one.items), (), "instruction")


def _items(names: Sequence[str]) -> tuple[Item, ...]:
    return tuple(current().items[name] for name in names if name in current().items)


def _purposes(names: Sequence[str]) -> tuple[Purpose, ...]:
    return tuple(current().purposes[name] for name in names if name in current().purposes)


def _said(told: Item | Purpose, language: Language) -> str:
    return told.ja if language == "ja" else told.en
