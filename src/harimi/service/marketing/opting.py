"""Asking for news, and declining it: by a button in My Account, by a link that was mailed, or by one click in a mail program.

Source: Act on Regulation of Transmission of Specified Electronic Mail, article 3: who asked is on record with the words that
they read (`Choice`); who declines gets none from that moment on.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction

from harimi.service.accounts.addresses import prove, proven
from harimi.service.accounts.models import User
from harimi.service.marketing.letters import CONFIRM
from harimi.service.marketing.segments import PURPOSE
from harimi.service.notices.letters import language_of, write
from harimi.service.privacy.choices import Asked, choices_of, opt
from harimi.service.privacy.models import Subject

_CONFIRM = "harimi.news.confirm"
_LASTS = 7 * 86_400
"""Seconds for which a link that confirms can be opened."""


def ask(user: User, asked: Asked) -> bool:
    """Whoever has a proven address gets news from now on; to another address goes a link first, and the answer is False."""
    if proven(user.email):
        opt(user.subject_id, asked, PURPOSE, wanted=True)
        return True
    token = signing.dumps({"user": str(user.pk), "address": user.email}, salt=_CONFIRM)
    write(CONFIRM.name, to=user, context={"page": f"/news/confirm/{token}"}, language=asked.language or language_of(user))
    return False


@transaction.atomic
def confirm(token: str, asked: Asked) -> bool:
    """Whoever opened the mailed link has proven the address, and gets news. False for a link that is no more."""
    user = opened(token)
    if user is None:
        return False
    prove(user)
    opt(user.subject_id, replace(asked, by=user.subject_id), PURPOSE, wanted=True)
    return True


def opened(token: str) -> User | None:
    """Whose link it is, while it lasts and their address is still that one."""
    try:
        told: dict[str, Any] = signing.loads(token, salt=_CONFIRM, max_age=_LASTS)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=told["user"], email=told["address"], is_active=True).first()


def decline(subject: UUID, asked: Asked) -> bool:
    """No news any more; whether there was any to decline. It can be done over and over, and long after an account is gone."""
    if not Subject.objects.filter(pk=subject).exists() or not choices_of((subject,))[subject].opted_in:
        return False
    opt(subject, asked, PURPOSE, wanted=False)
    return True
