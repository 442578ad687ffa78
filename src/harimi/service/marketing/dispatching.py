"""The worker's part of a campaign: a letter to each person who may be written to, and what became of it.

1. Some hundreds at a time, each part in one transaction with how far it is.
2. The worker that sends a letter asks the gate once more, about its one recipient, and whether the campaign goes on: whatever
   was written before, nothing leaves after a stop.
"""

from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from harimi.service.accounts.addresses import proven_among
from harimi.service.accounts.models import User
from harimi.service.marketing.audience import people
from harimi.service.marketing.campaigns import JOB
from harimi.service.marketing.holdings import forget_old
from harimi.service.marketing.letters import CAMPAIGN, CONFIRM, words_of
from harimi.service.marketing.models import Campaign, Dispatch
from harimi.service.marketing.segments import PURPOSE, compile_segment
from harimi.service.notices import sending
from harimi.service.notices.letters import declare, language_of, write
from harimi.service.notices.models import Message
from harimi.service.platform.jobs import offer, offer_tidying
from harimi.service.platform.leases import finish_all
from harimi.service.platform.working import put_off, work_on
from harimi.service.privacy.keys import KeyGoneError
from harimi.service.privacy.models import Choice
from harimi.service.privacy.sealed import index_of

log = structlog.stdlib.get_logger(__name__)
PART = 200
"""People in one transaction, as for notices."""
INDEX = "marketing_dispatch.address_index"
State = Dispatch.State


def offer_all() -> None:
    """Called once Django has started."""
    declare(CAMPAIGN)
    declare(CONFIRM)
    offer(JOB, write_some, waiting, turns=1)
    sending.ask_before(CAMPAIGN.name, goes_on)
    sending.on_end(heard)
    offer_tidying(forget_old)


def waiting() -> QuerySet[Campaign]:
    """Campaigns that are not written to everybody yet."""
    return Campaign.objects.filter(state=Campaign.State.SENDING).exclude(due_at=None)


def write_some() -> bool:
    """Writes a campaign to some more people; whether there was one."""
    return work_on(waiting(), _part, _failed)


def goes_on(row: Message) -> bool:
    """Whether a campaign's letter may still leave; a test mail belongs to none that could be stopped.

    It goes to the address for which its recipient asked for news: not to an earlier one, which may be somebody else's by now.
    """
    if row.user_id is None or not proven_among(User.objects.filter(pk=row.user_id, email=row.address)).exists():
        return False
    return not Campaign.objects.filter(dispatches__letter=row.pk, state=Campaign.State.STOPPED).exists()


def heard(row: Message) -> None:
    """What became of a letter is counted; of one that comes back later, once more."""
    found = Dispatch.objects.select_for_update().select_related("campaign").filter(letter=row.pk).first()
    if found is None or (state := _state(row, found.campaign)) == found.state:
        return
    counts = {state: F(state) + 1}
    if found.state != State.WAITING:
        counts[found.state] = F(found.state) - 1
    now = {"at": timezone.now()} if state == State.SENT else {}
    Dispatch.objects.filter(pk=found.pk).update(state=state, **now)
    Campaign.objects.filter(pk=found.campaign_id).update(**counts)


def _state(row: Message, campaign: Campaign) -> str:
    """A letter without any answer of a server was refused here: by its recipient's choice, or since the campaign is over."""
    if row.state != Message.State.FAILED or row.status:
        return str(row.state)
    return State.STOPPED if campaign.state == Campaign.State.STOPPED else State.REFUSED


def _part(campaign: Campaign) -> None:
    ids = people(compile_segment(campaign.audience), campaign.reached)
    part, more = ids[:PART], len(ids) > PART
    with transaction.atomic():
        if not waiting().select_for_update().filter(pk=campaign.pk).exists():
            return
        for user in User.objects.filter(pk__in=part).order_by("pk"):
            _dispatch(campaign, user)
        now = timezone.now()
        over: dict[str, Any] = {} if more else {"state": Campaign.State.DONE, "ended_at": now}
        reached = part[-1] if part else campaign.reached
        finish_all([campaign], again_at=now if more else None, reached=reached, **over)


def _dispatch(campaign: Campaign, user: User) -> None:
    """Writes to one person, unless that was done; whoever is being erased at this moment is written nothing."""
    asked = _proof(user.subject_id)
    if asked is None or Dispatch.objects.filter(campaign=campaign, user=user).exists():
        return
    try:
        row = write(CAMPAIGN.name, to=user, context=words_of(campaign, language_of(user)))
    except KeyGoneError:
        return
    if row is None:
        return
    Dispatch.objects.create(
        campaign=campaign,
        user=user,
        letter=row.pk,
        address_index=index_of(user.email, INDEX),
        asked_at=asked.at,
        asked_words=asked.text_hash,
        asked_language=asked.language,
        asked_channel=asked.channel,
    )


def _proof(subject: UUID) -> Choice | None:
    """By what somebody asked for news, where that still holds."""
    last = Choice.objects.filter(subject=subject, purpose=PURPOSE, kind__in=(Choice.Kind.OPT_IN, Choice.Kind.OPT_OUT))
    found = last.order_by("id").last()
    return found if found is not None and found.kind == Choice.Kind.OPT_IN else None


def _failed(campaign: Campaign, _: Exception) -> None:
    put_off(campaign, state=Campaign.State.STOPPED, ended_at=timezone.now())
