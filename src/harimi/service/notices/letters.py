"""Every mail of the service but allauth's own: declared by name, written as a row, sent by a worker.

    declare(Letter("meters_expiring", MailClass.SERVICE, "guidance"))     # when Django starts
    write("meters_expiring", to=user, context={...}, subject=organization.subject_id)

What class a mail has and what it is for is bound to the name of its template, `letters/<name>.{ja,en}.txt`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.utils import timezone

from harimi.service.accounts.addresses import proven
from harimi.service.accounts.models import User
from harimi.service.egress.classes import MailClass
from harimi.service.egress.mail import PURPOSES
from harimi.service.notices import advertising
from harimi.service.notices.models import Message
from harimi.service.notices.wording import worded
from harimi.service.privacy.documents import Language
from harimi.service.privacy.gate import using

log = structlog.stdlib.get_logger(__name__)
_OWED = ("incident_told",)
"""Letters that the law owes to whomever they concern (Act 26(2)), who may have no account and no proven address: applicants,
and people who asked something. To tell them at the only address that they gave is the duty. Somebody else may read it: that is
why such a letter names nobody and holds no link that opens anything, and why no other letter may be one.
"""
_PROVING = ("registration", "identity_check")


@dataclass(frozen=True, slots=True)
class Letter:
    """A kind of mail. One that `answers` goes to whoever wrote to us, proven or not, and one that is `owed` to whomever the law
    wants told; of a `secret` one, which holds a link that opens something, the body is not kept once it is sent.
    """

    name: str
    kind: MailClass
    purpose: str
    answers: bool = False
    secret: bool = False
    owed: bool = False

    @property
    def to_anybody(self) -> bool:
        """Whether it may go to an address that is not proven."""
        return self.kind == MailClass.VERIFICATION or self.answers or self.owed


class LetterError(LookupError):
    """A letter that cannot be declared, or that nobody declared."""


_LETTERS: dict[str, Letter] = {}


def declare(letter: Letter) -> None:
    """An app says, when Django starts, which mails it writes. Raises `LetterError`."""
    if (letter.kind == MailClass.MARKETING) != (letter.purpose == "marketing"):
        raise LetterError(f"{letter.name}: letters of the class marketing, and they alone, are for marketing")
    if letter.purpose not in PURPOSES:
        raise LetterError(f"{letter.name}: no mail is for {letter.purpose}")
    if (letter.kind == MailClass.VERIFICATION) and letter.purpose not in _PROVING:
        raise LetterError(f"{letter.name}: a mail that proves an address is for one of {', '.join(_PROVING)}")
    if letter.answers and letter.purpose != "inquiries":
        raise LetterError(f"{letter.name}: only an inquiry is answered")
    if letter.owed and (letter.name not in _OWED or letter.kind != MailClass.SERVICE or letter.secret):
        raise LetterError(f"{letter.name}: the law owes nobody such a letter")
    _LETTERS[letter.name] = letter


def declared(name: str) -> Letter:
    """The letter of that name. Raises `LetterError`."""
    if name not in _LETTERS:
        raise LetterError(f"nobody declared a letter {name}")
    return _LETTERS[name]


def letters() -> tuple[Letter, ...]:
    """All that were declared."""
    return tuple(_LETTERS.values())


def write(
    name: str,
    *,
    to: User | str,
    context: Mapping[str, object],
    subject: UUID | None = None,
    language: str = "",
    case: str = "",
) -> Message | None:
    """Has a letter sent once the transaction at hand is committed; None where the address is not proven and has to be.

    It is sealed under the key of `subject`, by default the recipient's own. One about a breach of the terms
    names the `case`. One that advertises says who sends it: raises `SenderUnknownError`, and `LetterError` for a stranger.
    """
    letter, user = declared(name), to if isinstance(to, User) else _known(to)
    if letter.kind == MailClass.MARKETING and user is None:
        raise LetterError(f"{name}: nobody without an account has asked for it")
    address = user.email if user else str(to).strip().lower()
    if not letter.to_anybody and not proven(address):
        log.info("a letter is not written: its address is not proven", name=name)
        return None
    spoken = language_of(user, language)
    if letter.kind == MailClass.MARKETING and user:
        context = {**context, **advertising.told(user.subject_id, spoken)}
    about = subject or (user.subject_id if user else None)
    with using(letter.purpose, case=case):
        heading, body = worded(name, spoken, context)
    told = {"address": address, "language": spoken, "heading": heading, "body": body, "due_at": timezone.now()}
    return Message.objects.create(letter=name, user=user, subject_id=about, case=case, **told)


def language_of(user: User | None, wished: str = "") -> Language:
    """In which language somebody is written to."""
    return "en" if (wished or (user.language if user else "")) == "en" else "ja"


def _known(address: str) -> User | None:
    return User.objects.filter(email=address.strip().lower()).first()
