"""Inquiries by mail: `take` makes a case of a mail, or adds it to the one that it answers.

The sender of a mail is whoever it says: what comes from a known address is still a stranger's, until they sign in. It joins a
case only if it comes from the address to which that case is answered.
"""

import re
from email.message import EmailMessage

from django.db import transaction
from django.db.models import Q, QuerySet

from harimi.service.accounts.models import User
from harimi.service.support.asking import MOST, Stranger, ask_as_stranger, say
from harimi.service.support.mail_kinds import by_a_machine, sender_of
from harimi.service.support.mail_text import attachments, written
from harimi.service.support.models import Case, Message

_NUMBER = re.compile(r"Q-\d{4}-\d{4}")
_ID = re.compile(r"<[^<>\s]{3,248}>")
_REFERENCES = 20
_JAPANESE = re.compile(r"[ぁ-ヿ一-鿿]")
_LEFT_OUT = {
    "ja": "(添付ファイル{count}件は受け取っていません。)",
    "en": "(Attached files were not taken: {count}.)",
}


@transaction.atomic
def take(message: EmailMessage) -> bool:
    """Whether it is an inquiry, which is a case now; told twice of the same mail, it is one. What machines send is none."""
    if by_a_machine(message):
        return False
    name, address = sender_of(message)
    own = _first_id(message, "Message-ID")
    if own and Message.objects.filter(side=Message.Side.CUSTOMER, mail_id=own).exists():
        return True
    body = _body(message)
    if not body:
        return False
    case = _answered(message, address)
    if case is None:
        ask_as_stranger(
            Stranger(address, name),
            Case.Kind.OTHER,
            _with_heading(message, body),
            channel=Case.Channel.MAIL,
            language=_language(body),
            mail_id=own,
        )
    else:
        say(case, body, mail_id=own)
    return True


def _answered(message: EmailMessage, address: str) -> Case | None:
    """The case that the mail answers, if the address is that of the case."""
    theirs = _cases_at(address)
    ids = [one for name in ("In-Reply-To", "References") for one in _ID.findall(str(message.get(name, "")))]
    found = theirs.filter(messages__mail_id__in=ids[-_REFERENCES:]).first() if ids else None
    number = _NUMBER.search(str(message.get("Subject", "")))
    return found or (theirs.filter(number=number.group()).first() if number else None)


def _cases_at(address: str) -> QuerySet[Case]:
    members = User.objects.filter(email=address, is_active=True).values("subject")
    return Case.objects.filter(Q(email=address) | Q(email="", subject__in=members)).order_by("-arrived_at")


def _body(message: EmailMessage) -> str:
    text, count = written(message), attachments(message)
    told = _LEFT_OUT[_language(text)].format(count=count) if count else ""
    return f"{text[: MOST - 600]}\n\n{told}".strip()


def _with_heading(message: EmailMessage, body: str) -> str:
    heading = " ".join(str(message.get("Subject", "")).split())[:200]
    return f"{heading}\n\n{body}" if heading else body


def _language(text: str) -> str:
    return "ja" if not text or _JAPANESE.search(text) else "en"


def _first_id(message: EmailMessage, name: str) -> str:
    found = _ID.search(str(message.get(name, "")))
    return found.group() if found else ""
