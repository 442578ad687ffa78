"""The worker's part: letters that are due are sent, and what came of each is kept.

1. A worker leases the letter, and hands it to the server that carries mail.
2. In one transaction it says what came of it, here, in the person's mailbox and to whoever asked to be told.

Killed between the two it is sent once more, under the same Message-ID: a letter goes out at least once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.image import MIMEImage

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.egress.classes import MailClass
from harimi.service.egress.posting import Mail, NotPostedError, post
from harimi.service.notices import advertising, mailboxes
from harimi.service.notices.letters import Letter, declared, letters
from harimi.service.notices.models import Message
from harimi.service.platform.leases import finish
from harimi.service.platform.working import MOST, put_off, work_on
from harimi.service.privacy.gate import RefusedError, using
from harimi.service.privacy.held import held
from harimi.service.privacy.keys import KeyGoneError

log = structlog.stdlib.get_logger(__name__)
State = Message.State
KEPT = "kept"
"""The status of a letter that is over and done with for the worker, but that no server carried: it lies under kept mail."""
GIVEN_UP = timedelta(days=4)
"""As long as mail servers themselves try (RFC 5321, 4.5.4.1), and shorter than copies are kept."""
_PAUSE, _LONGEST = timedelta(minutes=1), timedelta(hours=4)


class WithdrawnError(RuntimeError):
    """Whoever had the letter written no longer wants it sent."""


_NO_USE = (RefusedError, KeyGoneError, WithdrawnError)
"""What no later try mends: the policy forbids it, or whoever it was about was erased."""
_ENDED: list[Callable[[Message], object]] = []
_ASKED: dict[str, Callable[[Message], bool]] = {}


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A picture that a letter shows below its words, or a file that comes with it; `media` is its type."""

    name: str
    content: bytes
    media: str


_ENCLOSED: dict[str, Callable[[Message], Sequence[Enclosed]]] = {}


def on_end(do: Callable[[Message], object]) -> None:
    """Has `do` told of every letter whose state is settled, in that transaction; of one that comes back, a second time."""
    _ENDED.append(do)


def ask_before(name: str, may: Callable[[Message], bool]) -> None:
    """Has `may` asked, each time before a letter of that name is handed over, whether it still is to go."""
    _ASKED[name] = may


def enclose(name: str, what: Callable[[Message], Sequence[Enclosed]]) -> None:
    """Has `what` looked for, for the purpose of the letter, each time one of that name is handed over; it is kept nowhere."""
    _ENCLOSED[name] = what


def waiting() -> QuerySet[Message]:
    """Letters that are to be sent; those of a newer version are left to its own workers."""
    return Message.objects.filter(state=State.WAITING, letter__in=[one.name for one in letters()])


def send_one() -> bool:
    """Sends a letter that is due; whether there was one."""
    return work_on(waiting(), _send, _broken, joined=("user",))


def message_id(row: Message) -> str:
    """By which a letter is known again."""
    return f"<{row.pk}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"


def came_back(row: Message, status: str, *, permanent: bool) -> None:
    """Another server, to which ours had given the letter, says that it did not arrive."""
    with transaction.atomic():
        if Message.objects.filter(pk=row.pk, state=State.SENT).update(state=State.BOUNCED, status=status):
            mailboxes.returned(row, status, permanent=permanent, told=True)
            _tell(row, State.BOUNCED, status)


def forget_old() -> int:
    """Deletes letters whose time is over."""
    return Message.objects.filter(asked_at__lt=timezone.now() - held().kept("mail_copy")).delete()[0]


def _send(row: Message) -> None:
    try:
        letter = declared(row.letter)
        if letter.name in _ASKED and not _ASKED[letter.name](row):
            raise WithdrawnError(letter.name)
        with using(letter.purpose, subject=row.user.subject_id if row.user else None, case=row.case):
            mail = _mail(row, letter)
            post(mail)
    except NotPostedError as error:
        _not_taken(row, error)
    except _NO_USE as error:
        log.warning("a letter is not sent", row=str(row.pk), why=type(error).__name__)
        _end(row, State.FAILED, "")
    else:
        _end(row, State.SENT, KEPT if mail.kept else "", **({"body": ""} if letter.secret else {}))


def _broken(row: Message, _: Exception) -> None:
    if row.tries < MOST:
        put_off(row)
    else:
        _end(row, State.FAILED, "broken")


def _mail(row: Message, letter: Letter) -> Mail:
    headers = {"Message-ID": message_id(row), "Auto-Submitted": "auto-generated"}
    if letter.kind == MailClass.MARKETING and row.user:
        headers |= advertising.headers(row.user.subject_id)
    found = _ENCLOSED[letter.name](row) if letter.name in _ENCLOSED else ()
    return Mail(row.heading, row.body, to=[row.address], headers=headers, attachments=[_enclosed(one) for one in found])


def _enclosed(enclosed: Enclosed) -> MIMEBase:
    """A picture is shown below the words, a file of another kind is attached."""
    media, _, kind = enclosed.media.partition(";")[0].partition("/")
    part: MIMEBase
    if media == "image":
        part = MIMEImage(enclosed.content, kind)
    else:
        part = MIMEApplication(enclosed.content, kind)
        part.set_type(f"{media}/{kind}")
    part.add_header("Content-Disposition", "inline" if media == "image" else "attachment", filename=enclosed.name)
    return part


def _not_taken(row: Message, error: NotPostedError) -> None:
    if error.permanent:
        _end(row, State.BOUNCED, error.status)
    elif timezone.now() - row.asked_at > GIVEN_UP:
        _end(row, State.FAILED, error.status)
    else:
        with transaction.atomic():
            finish(row, again_at=timezone.now() + pause(row.tries), status=error.status)
            _note(row, State.WAITING, error.status)


def pause(tries: int) -> timedelta:
    """How long to wait after so many tries: a minute, two, four … four hours."""
    return min(_PAUSE * 2 ** (min(tries, 20) - 1), _LONGEST)


def _end(row: Message, state: str, status: str, **changes: object) -> None:
    with transaction.atomic():
        finish(row, state=state, status=status, done_at=timezone.now(), **changes)
        _note(row, state, status)
        _tell(row, state, status)


def _note(row: Message, state: str, status: str) -> None:
    """In the mailbox of whom it went to. A server that was away says nothing of anybody's."""
    if state == State.SENT:
        mailboxes.arrived(row)
    elif status.isdigit():
        mailboxes.returned(row, status, permanent=state == State.BOUNCED)


def _tell(row: Message, state: str, status: str) -> None:
    row.state, row.status = state, status
    for do in _ENDED:
        do(row)
