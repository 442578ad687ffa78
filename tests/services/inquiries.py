"""Inquiries and who writes them, for tests."""

import re
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from django.core import mail
from django.test import Client

from harimi.service.accounts.models import User
from harimi.service.notices.sending import send_one
from harimi.service.support.asking import Concern, Stranger, ask_as_member, ask_as_stranger
from harimi.service.support.models import Case

TYPED = {"kind": "complaint", "name": "山田 花子", "email": "Hanako@Example.jp", "body": "値が違います。\n確認してください。"}
"""What a stranger types into the public form."""


def mails() -> list[Any]:
    """All that went out so far."""
    while send_one():
        pass
    return mail.outbox


def link_in(body: object, path: str = "/contact/") -> str:
    """The first link of a mail that leads to such a page."""
    found = re.search(rf"{path}\S+", str(body))
    assert found is not None
    return found.group()


def asked(kind: str = "question", body: str = "Why?", *, email: str = "hanako@example.jp", at: datetime | None = None) -> Case:
    """A stranger's inquiry by the public page."""
    return ask_as_stranger(Stranger(email, "Hanako"), kind, body, channel=Case.Channel.PAGE, language="en", now=at)


def asked_by(user: User, kind: str = "fault", body: str = "It is dark.", **concern: Any) -> Case:
    """A member's inquiry, about what is named."""
    return ask_as_member(user, kind, body, language="en", concern=Concern(**concern))


def letter(body: str = "Hello", **headers: str) -> EmailMessage:
    """A mail by a person, as it comes in; `In_Reply_To` stands for that header."""
    made = EmailMessage()
    told = {"From": "Taro <taro@example.jp>", "To": "info@example.jp", "Subject": "A question", "Message-ID": "<1@example.jp>"}
    for name, value in {**told, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        made[name] = value
    made.set_content(body)
    return made


def visitor() -> Client:
    """A browser in English in which nobody is signed in."""
    return Client(headers={"Accept-Language": "en"})
