"""The button that tests a channel: one message now, by the same way as all others, and what came of it."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.activity import note
from harimi.service.accounts.models import User
from harimi.service.alerts.channels.services import MENDED, ChannelError
from harimi.service.alerts.channels.waking import wake
from harimi.service.alerts.models import Channel
from harimi.service.alerts.telling.letters import write_message
from harimi.service.alerts.telling.posting import posted
from harimi.service.alerts.telling.wording import trial
from harimi.service.egress.channels.answers import Heard, Outcome
from harimi.service.egress.channels.message import Message

BETWEEN = timedelta(seconds=10)


def send_test(channel: Channel, *, actor: User, now: datetime | None = None) -> Heard:
    """Sends a message that says that it is a test. Where it is taken a broken channel works again, and what waits goes.

    Call it outside a transaction. Raises a `ChannelError` where somebody pressed it a moment ago: nobody is flooded by it.
    """
    moment = now or timezone.now()
    if channel.tested_at is not None and moment - channel.tested_at < BETWEEN:
        raise ChannelError("too_soon")
    message = trial(channel, uuid.uuid4(), moment)
    heard = _by_mail(channel, message) if channel.kind == Channel.MAIL else posted(channel, message)
    with transaction.atomic():
        mended = MENDED if heard.outcome == Outcome.TAKEN else {}
        Channel.objects.filter(pk=channel.pk).update(tested_at=moment, **mended)
        channel.refresh_from_db()
        wake(channel)
        note(channel.organization, "channel.tested", actor=actor, about=channel.pk)
    return heard


def _by_mail(channel: Channel, message: Message) -> Heard:
    """Mail is handed over; whether it arrives is heard of later."""
    with transaction.atomic():
        letter = write_message(channel, message)
    return Heard(Outcome.LATER, "unproven") if letter is None else Heard(Outcome.TAKEN, "handed_over")
