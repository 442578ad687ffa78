"""What workers do about notices, and the letters that are declared here."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models.signals import post_save

from harimi.service.accounts.letters import written_by
from harimi.service.egress.classes import MailClass
from harimi.service.notices import announcing, asking, bounces, delivering, mailboxes, maildir, publishing, sending
from harimi.service.notices.incoming import on_mail
from harimi.service.notices.letters import Letter, declare, write
from harimi.service.notices.models import Message
from harimi.service.platform import outbox
from harimi.service.platform.bell import ring
from harimi.service.platform.jobs import offer, offer_tidying

INVITATIONS = [Letter(name, MailClass.VERIFICATION, "registration", secret=True) for name in ("invitation", "staff_invitation")]
"""The first that an address hears of this service: whoever opens the link has proven it."""


def offer_all() -> None:
    """Called once Django has started."""
    for letter in (*INVITATIONS, delivering.NOTICE, delivering.RULES):
        declare(letter)
    asking.declare_all()
    written_by(_for_accounts)
    offer("send a letter", sending.send_one, sending.waiting)
    offer(publishing.JOB, delivering.deliver_some, delivering.waiting, turns=1)
    sending.on_end(delivering.heard)
    outbox.on("policy.published", announcing.announce)
    on_mail(bounces.handle)
    for tidy in (maildir.sweep, sending.forget_old, mailboxes.clear_settled, asking.remind):
        offer_tidying(tidy)
    post_save.connect(_rings, sender=Message, dispatch_uid="ring send a letter")


def _for_accounts(name: str, to: str, context: Mapping[str, object], subject: UUID, language: str) -> None:
    write(name, to=to, context=context, subject=subject, language=language)


def _rings(*, created: bool, **_: Any) -> None:
    if created:
        ring("send a letter")
