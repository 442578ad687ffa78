"""The question whether somebody agrees to a new version of the policy: its exact words, and what it would allow."""

from dataclasses import dataclass

from django.http import HttpRequest

from harimi.service.accounts.agreements import Agreement, is_asked
from harimi.service.accounts.models import User
from harimi.service.pages.blocks import plain
from harimi.service.pages.consents import ASKED_ON, ME, digest
from harimi.service.pages.texts import spoken, text_in
from harimi.service.privacy import manifest as manifests
from harimi.service.privacy.agreeing import base_of
from harimi.service.privacy.differences import Line, compared
from harimi.service.privacy.documents import LANGUAGES, Language
from harimi.service.privacy.models import PolicyPublication
from harimi.service.privacy.opened import added


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as the page shows it. `base` holds for them until they agree; `digest` proves which words were shown."""

    agreement: Agreement
    who: str
    words: str
    digest: str
    base: PolicyPublication
    lines: list[Line]
    uses: list[tuple[str, list[str]]]


def is_asked_here(request: HttpRequest) -> bool:
    """Whether a page of My Account reminds of the question."""
    match, user = request.resolver_match, request.user
    return (
        match is not None
        and match.url_name in ASKED_ON
        and isinstance(user, User)
        and user.suspended_at is None
        and is_asked(user, by_the_way=True)
    )


def asked(agreement: Agreement) -> Asking:
    """The question in the language of the request."""
    publication, language = agreement.publication, spoken()
    base, words = base_of(publication, agreement.subject), words_of(publication, language)
    lines = compared(plain(base.text(language)), plain(publication.text(language)))
    who = str(agreement.organization.pk) if agreement.organization else ME
    return Asking(agreement, who, words, digest(words), base, lines, _uses(base, publication, language))


def words_of(publication: PolicyPublication, language: Language) -> str:
    """The exact words beside the buttons."""
    return text_in(language, "agreement.words", number=publication.number)


def shown(publication: PolicyPublication, told: str) -> tuple[str, Language] | None:
    """The words that a form showed, and their language; None where they are not ours, or another version's."""
    for language in LANGUAGES:
        words = words_of(publication, language)
        if digest(words) == told:
            return words, language
    return None


def _uses(base: PolicyPublication, new: PolicyPublication, language: Language) -> list[tuple[str, list[str]]]:
    """The purposes that the new version adds, or to which it adds items, each with these items, by their names."""
    made = manifests.version(new.version)
    found = added(manifests.version(base.version), made)
    return [
        (_name(made.purposes[purpose], language), [_name(made.items[item], language) for item in items])
        for purpose, items in found.items()
    ]


def _name(told: object, language: Language) -> str:
    return str(getattr(told, language))
