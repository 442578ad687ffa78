"""Inquiries by mail: `take` makes a case of a mail, or adds it to the one that it answers.

The sender of a mail is whoever it says: what comes from a known address is still a stranger's, until they sign in. It joins a
case only if it comes from the address to which that case is answered.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from harimi.service.accounts.models import User
from harimi.service.support.asking import MOST, Stranger, ask_as_stranger, say
from harimi.service.support.attachments import MOST_FILES, File, FileError, checked
from harimi.service.support.mail_kinds import by_a_machine, sender_of
from harimi.service.support.mail_text import attachments, written
from harimi.service.support.models import Case, Message
from harimi.service.support.often import receipt_may

_NUMBER = re.compile(r"Q-\d{4}-\d{4}")
_ID = re.compile(r"<[^<>\s]{3,248}>")
_REFERENCES = 20
LOOKED_AT = 8
"""Files of a mail that are looked at: each may take a processor some time."""
_JAPANESE = re.compile(r"[ぁ-ヿ一-鿿]")
_LEFT_OUT = {
    "ja": "(添付ファイル{count}件は受け取っていません。)",
    "en": "(Attached files were not taken: {count}.)",
}


@dataclass(frozen=True, slots=True)
class _Mail:
    """What was read of a mail; `ids` are of those that it answers, `number` is a case's."""

    address: str
    name: str
    own: str
    ids: tuple[str, ...]
    number: str
    heading: str
    body: str
    language: str
    files: tuple[File, ...]


def take(message: EmailMessage) -> bool:
    """Whether it is an inquiry, which is a case now; told twice of the same mail, it is one. What machines send is none.

    All of it is read before the database is locked: a header's parser may take its time.
    """
    mail = None if by_a_machine(message) else _read(message)
    if mail is None:
        return False
    receipt = _answered(mail) is None and receipt_may(mail.address)
    with transaction.atomic():
        if not (mail.own and Message.objects.filter(side=Message.Side.CUSTOMER, mail_id=mail.own).exists()):
            _keep(mail, receipt=receipt)
    return True


def _read(message: EmailMessage) -> _Mail | None:
    words = written(message)
    files, left_out = _files(message)
    body = _body(words, left_out)
    if not body and not files:
        return None
    name, address = sender_of(message)
    ids = [one for header in ("In-Reply-To", "References") for one in _ID.findall(str(message.get(header, "")))]
    heading = " ".join(str(message.get("Subject", "")).split())[:200]
    number, own = _NUMBER.search(heading), _first_id(message, "Message-ID")
    told = {"number": number.group() if number else "", "heading": heading, "body": body, "language": _language(words)}
    return _Mail(address, name, own, tuple(ids[-_REFERENCES:]), files=tuple(files), **told)


def _keep(mail: _Mail, *, receipt: bool) -> None:
    case = _answered(mail)
    if case is not None:
        say(case, mail.body, mail_id=mail.own, files=mail.files)
        return
    body = f"{mail.heading}\n\n{mail.body}" if mail.heading else mail.body
    who, channel = Stranger(mail.address, mail.name), Case.Channel.MAIL
    told: dict[str, Any] = {"channel": channel, "receipt": receipt, "language": mail.language, "mail_id": mail.own}
    ask_as_stranger(who, Case.Kind.OTHER, body, files=mail.files, **told)


def _answered(mail: _Mail) -> Case | None:
    """The case that the mail answers, if the address is that of the case."""
    theirs = _cases_at(mail.address)
    found = theirs.filter(Q(messages__mail_id__in=mail.ids) | Q(receipt_id__in=mail.ids)).first() if mail.ids else None
    return found or (theirs.filter(number=mail.number).first() if mail.number else None)


def _cases_at(address: str) -> QuerySet[Case]:
    members = User.objects.filter(email=address, is_active=True).values("subject")
    return Case.objects.filter(Q(email=address) | Q(email="", subject__in=members)).order_by("-arrived_at")


def _files(message: EmailMessage) -> tuple[list[File], int]:
    """The first files that can be kept, and how many are left out."""
    sent, taken = attachments(message), list[File]()
    for one in sent[:LOOKED_AT]:
        with suppress(FileError):
            taken.append(checked(one))
        if len(taken) == MOST_FILES:
            break
    return taken, len(sent) - len(taken)


def _body(text: str, left_out: int) -> str:
    told = _LEFT_OUT[_language(text)].format(count=left_out) if left_out else ""
    return f"{text[: MOST - 600]}\n\n{told}".strip()


def _language(text: str) -> str:
    return "ja" if not text or _JAPANESE.search(text) else "en"


def _first_id(message: EmailMessage, name: str) -> str:
    found = _ID.search(str(message.get(name, "")))
    return found.group() if found else ""
