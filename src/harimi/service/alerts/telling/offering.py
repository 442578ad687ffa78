"""What workers do about telling, the letters it writes, and what is noted of channels."""

from collections.abc import Collection, Mapping
from uuid import UUID

from harimi.service.accounts.activity import declare
from harimi.service.alerts.channels.waking import JOB
from harimi.service.alerts.models import Channel, Rule
from harimi.service.alerts.telling import letters, mailed, planning, sending
from harimi.service.notices.sending import ask_before, on_end
from harimi.service.platform import outbox
from harimi.service.platform.jobs import offer, offer_tidying
from harimi.service.readings.offering import provided

_DONE = ("made", "changed", "removed", "tested")


def offer_all() -> None:
    """Called once Django has started."""
    declare("channel", *_DONE, names=_channels)
    declare("hearing", "set", names=_rules)
    letters.declare_all()
    ask_before(letters.ALERT, mailed.still_wanted)
    on_end(mailed.heard)
    outbox.on("alert.changed", planning.changed)
    offer(JOB, provided(sending.tell_one), sending.due)
    offer_tidying(sending.give_up_old)


def _channels(ids: Collection[str]) -> Mapping[str, str]:
    found = Channel.objects.filter(pk__in=map(UUID, ids)).select_related("organization", "user")
    return {str(one.pk): one.name or (one.user.email if one.user else "") for one in found}


def _rules(ids: Collection[str]) -> Mapping[str, str]:
    found = Rule.objects.filter(pk__in=map(UUID, ids)).select_related("organization")
    return {str(one.pk): one.name or one.kind for one in found}
