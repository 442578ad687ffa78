"""The worker's part: a channel that is due tells what is to be told by it, in order, one message at a time.

1. A worker leases the channel: nobody else sends there meanwhile.
2. What is not so any more, or was seen to, is passed over; of the rest the first one is taken, or all of one place where there
   are many. The id of the message is written down.
3. It goes through the gate, outside any transaction.
4. What came of it is written down with when the channel is due next.

Killed between 3 and 4 the same goes again under the same id, by which LINE and webhooks take it once. So it is where no answer
came; where it is certain that nothing left, nobody is told twice.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from harimi.service.accounts.access import Action, members_who
from harimi.service.alerts.channels.kinds import items_of
from harimi.service.alerts.channels.services import remove
from harimi.service.alerts.channels.waking import next_due, waiting, wake
from harimi.service.alerts.models import Channel, Telling
from harimi.service.alerts.quiet import quiet_until
from harimi.service.alerts.telling.letters import write_broken, write_message
from harimi.service.alerts.telling.planning import heard, late_alarm, mailed_owners, overtaken
from harimi.service.alerts.telling.posting import posted
from harimi.service.alerts.telling.wording import CLOSING, pictured, several, single
from harimi.service.egress.channels.answers import Heard, Outcome
from harimi.service.egress.channels.message import Message
from harimi.service.egress.channels.sending import CLOSED
from harimi.service.platform.leases import finish, finish_all
from harimi.service.platform.working import MOST, retry_in, work_on

log = structlog.stdlib.get_logger(__name__)
State = Telling.State
SINGLY = 3
"""Alerts of one place that have messages of their own; more are told in one."""
AT_A_TIME = 500
GIVEN_UP = timedelta(days=4)
"""As long as mail is tried; an alert that is older wakes nobody for good."""
COMPLAINED = timedelta(days=1)
"""After so long a time somebody is told that the other side is away."""
_PAUSE, _LONGEST = timedelta(minutes=1), timedelta(hours=1)
_AT_MOST = timedelta(days=1)
"""However long the other side wants to be left alone."""


def due() -> QuerySet[Channel]:
    """Channels by which something may be told."""
    return Channel.objects.filter(state=Channel.State.WORKS, ended_at=None)


def tell_one() -> bool:
    """Has a channel that is due tell its next message; whether there was one."""
    return work_on(due(), _tell, _broken, joined=("organization", "instruction", "user"))


def give_up_old(now: datetime | None = None) -> int:
    """What could not be told in so long a time is told no more; how many."""
    moment = now or timezone.now()
    rows = Telling.objects.filter(waiting(), due_at__lt=moment - GIVEN_UP)  # quiet hours of days off may last longer
    return rows.update(state=State.GIVEN_UP, done_at=moment)


def pause(fails: int) -> timedelta:
    """How long to leave a channel alone after so many fails in a row: one minute, two, four … an hour."""
    return min(_PAUSE * 2 ** (min(fails, 20) - 1), _LONGEST)


def _tell(channel: Channel) -> None:
    now = timezone.now()
    if _is_over(channel):
        return
    group = _next(channel, now)
    if not group:
        _rest(channel)
        return
    if channel.kind == Channel.MAIL:
        _written(channel, group)
    else:
        message = _message(channel, group, _begun(group))
        if len(group) == 1:
            message = pictured(message, group[0].event, channel, items_of(channel))
        _settle(channel, group, posted(channel, message), now)


def _is_over(channel: Channel) -> bool:
    """Whether nobody is told by it any more: a member who left is told nothing."""
    where = channel.organization
    gone = channel.user is not None and not members_who(where, Action.SEE).filter(pk=channel.user.pk).exists()
    if where.ended_at is None and not gone:
        return False
    with transaction.atomic():
        finish(channel)
        waits = list(Telling.objects.filter(waiting(), channel=channel).values_list("event", flat=True))
        _drop(Telling.objects.filter(waiting(), channel=channel), timezone.now())
        if gone:
            remove(channel, actor=None)
            _handed_on(channel, waits)
    return True


def _handed_on(channel: Channel, waits: Sequence[int]) -> None:
    """Where nobody else is told of anything, whoever answers for the organization now is, from what waited on."""
    where, now = channel.organization, timezone.now()
    if Channel.objects.filter(organization=where, ended_at=None).exists():
        return
    for one in mailed_owners(where):
        Telling.objects.bulk_create(Telling(event_id=event, channel=one, asked_at=now, due_at=now) for event in waits)
        wake(one, now)


def _next(channel: Channel, now: datetime) -> list[Telling]:
    """What is told next, in one message; what need not be told any more is over."""
    alert = "event__alert"
    joined = (f"{alert}__meter__site__organization", f"{alert}__register", f"{alert}__device", f"{alert}__rule")
    rows = Telling.objects.filter(waiting(), channel=channel, due_at__lte=now)
    rows = rows.select_related(*joined, f"{alert}__attempt__cut").order_by("event")
    found = list(rows[:AT_A_TIME])
    over = {one.pk for one in found if _overtaken(one, channel, now)}
    _drop(Telling.objects.filter(pk__in=over, state=State.WAITING), now)
    return _together([one for one in found if one.pk not in over and not _is_quiet(one, now)])


def _together(rows: Sequence[Telling]) -> list[Telling]:
    """What was handed over before goes again as it was; else the first, or all of its place where there are many."""
    if not rows:
        return []
    first = rows[0]
    if first.message is not None:
        return [one for one in rows if one.message == first.message]
    site = first.event.alert.meter.site_id
    near = [one for one in rows if one.message is None and one.event.alert.meter.site_id == site]
    return near if len(near) > SINGLY else [first]


def _overtaken(row: Telling, channel: Channel, now: datetime) -> bool:
    if row.event.what in CLOSING:
        return not late_alarm(row.event) and channel.pk not in heard(row.event.alert, row.event)
    return overtaken(row.event, now)


def _is_quiet(row: Telling, now: datetime) -> bool:
    """Whether it is put off to the end of quiet hours, which may have begun while the channel was away."""
    alert = row.event.alert
    until = quiet_until(alert.rule.quiet, row.event.level, now, alert.meter.site.zone) if alert.rule else None
    if until is not None:
        Telling.objects.filter(pk=row.pk).update(due_at=until)
    return until is not None


def _begun(group: Sequence[Telling]) -> uuid.UUID:
    """The id of the message, the same for every try of it."""
    message = group[0].message or uuid.uuid4()
    Telling.objects.filter(pk__in=[one.pk for one in group]).update(message=message, tries=F("tries") + 1)
    return message


def _message(channel: Channel, group: Sequence[Telling], message: uuid.UUID) -> Message:
    events, items = [one.event for one in group], items_of(channel)
    return single(events[0], channel, items, message) if len(events) == 1 else several(events, channel, items, message)


def _written(channel: Channel, group: Sequence[Telling]) -> None:
    """Mail: a letter in the same transaction, which cannot go twice; what becomes of it is heard of later (`mailed`)."""
    rows = Telling.objects.filter(pk__in=[one.pk for one in group])
    rows.update(tries=F("tries") + 1)
    with transaction.atomic():
        letter = write_message(channel, _message(channel, group, uuid.uuid4()))
        if letter is None:
            rows.update(state=State.REFUSED, code="unproven", done_at=timezone.now())
        else:
            rows.update(letter=letter.pk)
        _finish(channel)


def _settle(channel: Channel, group: Sequence[Telling], answer: Heard, now: datetime) -> None:
    rows = Telling.objects.filter(pk__in=[one.pk for one in group])
    told = {"code": answer.code, "status": answer.status}
    with transaction.atomic():
        match answer.outcome:
            case Outcome.TAKEN:
                rows.update(state=State.SENT, done_at=timezone.now(), **told)
                _finish(channel, fails=0, failing_since=None, complained_at=None, code="")
            case Outcome.REFUSED:
                rows.update(state=State.REFUSED, done_at=timezone.now(), message=None, **told)
                _finish(channel, fails=0, failing_since=None)
            case Outcome.BROKEN:
                rows.update(message=None, **told)
                _break(channel, answer)
            case Outcome.LATER:
                rows.update(**told, **({} if answer.unknown else {"message": None}))
                _later(channel, answer, now)


def _later(channel: Channel, answer: Heard, now: datetime) -> None:
    fails = channel.fails + 1
    wanted = min(timedelta(seconds=answer.after or 0), _AT_MOST)
    since = channel.failing_since or now
    log.info("a channel is away", row=str(channel.pk), why=answer.code, status=answer.status)
    told: dict[str, object] = {"fails": fails, "failing_since": since, "code": answer.code}
    if channel.complained_at is None and now - since >= COMPLAINED:
        channel.code, told["complained_at"] = answer.code, now
        write_broken(channel, away=True)
    finish_all([channel], again_at=timezone.now() + max(pause(fails), wanted), tries=0, **told)


def _break(channel: Channel, answer: Heard) -> None:
    """Its owners are told once; of an instruction that they took back themselves they know."""
    log.warning("a channel is broken", row=str(channel.pk), why=answer.code, status=answer.status)
    if answer.code == CLOSED:
        with transaction.atomic():
            finish(channel)
            _drop(Telling.objects.filter(waiting(), channel=channel), timezone.now())
            remove(channel, actor=None)
        return
    finish(channel, state=Channel.State.BROKEN, code=answer.code, failing_since=channel.failing_since or timezone.now())
    channel.code = answer.code
    write_broken(channel, away=False)


def _rest(channel: Channel) -> None:
    with transaction.atomic():
        _finish(channel)


def _finish(channel: Channel, **changes: object) -> None:
    """Due again with its next telling; whoever writes one meanwhile waits until this is committed, and wakes it then."""
    list(Channel.objects.filter(pk=channel.pk).select_for_update().values_list("pk"))
    finish_all([channel], again_at=next_due(channel), tries=0, **changes)


def _drop(rows: QuerySet[Telling], now: datetime) -> None:
    rows.update(state=State.SUPERSEDED, done_at=now)


def _broken(channel: Channel, error: Exception) -> None:
    """A message that cannot be written stops no other: after some tries it is given up, and the channel goes on."""
    over, now = channel.tries >= MOST, timezone.now()
    with transaction.atomic():
        if over:
            begun = Telling.objects.filter(waiting(), channel=channel, tries__gt=0, due_at__lte=now)
            begun.update(state=State.GIVEN_UP, code="broken", done_at=now)
        finish_all([channel], again_at=now + retry_in(channel.tries), tries=0 if over else channel.tries)
    log.error("an alert is not told", row=str(channel.pk), why=type(error).__name__)
