"""The questions for consent: their exact words, who is asked, and how it stands."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from harimi.service.accounts.models import Organization, User
from harimi.service.pages.texts import spoken, text_in
from harimi.service.privacy.choices import answered, choices_of
from harimi.service.privacy.collectors import collecting
from harimi.service.privacy.documents import LANGUAGES, Language
from harimi.service.privacy.held import held

ME = "me"
ASKED_ON = ("home", "meters", "welcome", "new_meter", "meter", "face", "reading")
"""Pages of My Account that carry the question until it is answered; public pages and the settings themselves do not."""


@dataclass(frozen=True, slots=True)
class Question:
    """A consent that somebody is asked for. `who` is `me` or an organization's id; `digest` proves which words were shown."""

    item: str
    who: str
    words: str
    digest: str
    state: str
    off: bool


def question(item: str, subject: UUID, who: str) -> Question:
    """The question in the language of the request; `state` is `yes`, `no` or `open`."""
    given = item in choices_of((subject,))[subject].consented
    state = "yes" if given else "no" if answered(subject, item) else "open"
    words = words_of(item, spoken())
    return Question(item, who, words, digest(words), state, off=not collecting(item))


def my_question(user: User) -> Question:
    """Whether the devices with which somebody opens My Account may be noted."""
    return question("access_device", user.subject_id, ME)


def their_question(organization: Organization) -> Question:
    """Whether an organization's cameras may report."""
    return question("camera_device", organization.subject_id, str(organization.pk))


def words_of(item: str, language: Language) -> str:
    """The exact words beside the buttons."""
    days = held().retention[item].days
    return text_in(language, f"consent.{item}", days=days)


def digest(words: str) -> str:
    """By which a form says which words it showed."""
    return hashlib.sha256(words.encode()).hexdigest()


def shown(item: str, told: str) -> tuple[str, Language] | None:
    """The words that a form showed, and their language; None where they are not ours, or not today's."""
    for language in LANGUAGES:
        words = words_of(item, language)
        if digest(words) == told:
            return words, language
    return None


def open_question(request: HttpRequest) -> Question | None:
    """What a page of My Account asks by the way: once, and only where the operator would collect it."""
    match = request.resolver_match
    if match is None or match.url_name not in ASKED_ON or not isinstance(request.user, User):
        return None
    if not collecting("access_device") or answered(request.user.subject_id, "access_device"):
        return None
    return my_question(request.user)
