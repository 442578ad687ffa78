"""What happened to an alert as a message: only what may be said by the channel, in its language."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings

from harimi.service.alerts.lasting import figures_now
from harimi.service.alerts.models import Alert, AlertEvent, Channel, Ended, Happened, Level
from harimi.service.alerts.stated import statement
from harimi.service.alerts.telling.pictures import picture_of
from harimi.service.alerts.telling.words import FIGURES, IN_UNITS, SIDES, say, titled, what_is_so, what_is_so_no_more, why_ended
from harimi.service.egress.channels.message import Message, Tone
from harimi.service.meters.states import lamp_at, lamp_in
from harimi.service.meters.values import unit_shown
from harimi.service.notices.letters import language_of
from harimi.service.privacy.documents import Language

CLOSING = (Happened.ENDED, Happened.CORRECTED)
LIST = "/alerts"
NAMES, PLACES = "contract_data", "place"
_NAMED = 10
"""Alerts that a summary names."""
_SAYS_MORE = ("escalated", "snooze_over", "quiet_over", "raised")
_SUMMED_UP = {Tone.OVER: "several_over", Tone.ENDED: "several_ended", Tone.TAKEN_BACK: "several_taken_back"}


def page_of(alert: Alert) -> str:
    """Where all of it is said."""
    return f"{settings.HARIMI.url}{LIST}/{alert.pk}"


def single(event: AlertEvent, channel: Channel, items: Collection[str], message: UUID) -> Message:
    """One thing that happened; its picture is fetched apart (`pictured`)."""
    alert, language = event.alert, language_of(None, channel.language)
    title = f"{_name(alert, items) or say(language, 'a_meter')}: {_said(event, language)}"
    return Message(
        id=str(message),
        what=f"alert.{event.what}",
        at=event.at,
        tone=_tone(event),
        title=titled(_tone(event), title, language),
        lines=tuple(_lines(event, language, items)),
        link=page_of(alert),
        open=say(language, "open"),
        facts=_facts(event, items),
    )


def pictured(message: Message, event: AlertEvent, channel: Channel, items: Collection[str]) -> Message:
    """A message with the picture on which it was seen."""
    language = language_of(None, channel.language)
    name = _name(event.alert, items) or say(language, "a_meter")
    return replace(message, picture=picture_of(event.alert, say(language, "picture", name=name)))


def several(events: Sequence[AlertEvent], channel: Channel, items: Collection[str], message: UUID) -> Message:
    """Many things that happened at one place at once, as one message: how many of what, and the first by name."""
    language = language_of(None, channel.language)
    tone = _tone_of(events)
    title = say(language, _SUMMED_UP.get(tone, "several"), count=len(events))
    return Message(
        id=str(message),
        what="alerts.summary",
        at=max(one.at for one in events),
        tone=tone,
        title=titled(tone, title, language),
        lines=tuple(_summed_up(events, language, items)),
        link=f"{settings.HARIMI.url}{LIST}",
        open=say(language, "open"),
        facts={"alerts": [_facts(one, items) for one in events]},
    )


def trial(channel: Channel, message: UUID, now: datetime) -> Message:
    """What the test button sends: nothing about anybody."""
    language = language_of(None, channel.language)
    title = titled(Tone.TEST, say(language, "test"), language)
    lines, link = (say(language, "test_line"),), f"{settings.HARIMI.url}{LIST}"
    return Message(str(message), "test", now, Tone.TEST, title, lines, link, say(language, "open"))


def _tone(event: AlertEvent) -> Tone:
    if event.what == Happened.CORRECTED:
        return Tone.TAKEN_BACK
    if event.what == Happened.ENDED:  # of one that was over values may have been corrected since, which is an event of its own
        return Tone.OVER if event.alert.ended_because in (Ended.OVER, Ended.CORRECTED) else Tone.ENDED
    return Tone.ALARM if event.level == Level.ALARM else Tone.WARNING


def _tone_of(events: Sequence[AlertEvent]) -> Tone:
    """The worst of what goes on; where nothing does, how all of it ended."""
    tones = {_tone(one) for one in events}
    for loud in (Tone.ALARM, Tone.WARNING):
        if loud in tones:
            return loud
    return tones.pop() if len(tones) == 1 else Tone.ENDED


def _said(event: AlertEvent, language: Language) -> str:
    """What is so, or is so again once it is over."""
    say_it = what_is_so_no_more if _tone(event) == Tone.OVER else what_is_so
    return say_it(event.alert.kind, event.level, language)


def _name(alert: Alert, items: Collection[str]) -> str:
    """What people call it."""
    if NAMES not in items:
        return ""
    register = alert.register.name if alert.register else ""
    return f"{alert.meter.name} {register}".strip()


def _lines(event: AlertEvent, language: Language, items: Collection[str]) -> Iterator[str]:
    alert, tone = event.alert, _tone(event)
    if event.what in _SAYS_MORE:
        yield say(language, event.what)
    if tone in (Tone.ENDED, Tone.TAKEN_BACK):
        yield why_ended(alert.ended_because, language)
    if PLACES in items:
        yield say(language, "place", value=alert.meter.site.name)
    if NAMES in items:
        yield say(language, "meter", value=_name(alert, items))
    if NAMES in items and alert.device is not None:
        yield say(language, "camera", value=alert.device.name)
    yield from (say(language, "figure", name=name, value=value) for name, value in figures_of(alert, language))
    yield say(language, "since", value=_moment(alert, alert.since, language))
    if tone == Tone.OVER and alert.until is not None:
        yield say(language, "until", value=_moment(alert, alert.until, language))


def figures_of(alert: Alert, language: Language) -> Iterator[tuple[str, str]]:
    """Its figures with their names, in the order in which they are told."""
    unit = f" {unit_shown(alert.register.unit)}" if alert.register and alert.register.unit else ""
    known = _known(alert)
    for key, pair in FIGURES.items():
        if known.get(key) not in (None, ""):
            side = next((one for one in SIDES if key == "limit" and known.get(one)), "")
            name = SIDES.get(side, pair)[language == "en"]
            yield name, f"{known[key]}{unit if key in IN_UNITS else ''}"


def _known(alert: Alert) -> dict[str, object]:
    """Its figures, as people call them: what is usual as a range, and lamps by their names."""
    known = figures_now(alert)
    if "usual_low" in known:
        known["usual"] = f"{known['usual_low']}–{known['usual_high']}"
    if "lamp" in known and alert.register is not None:
        known["lamp"] = lamp_at(lamp_in(alert.register.states, known["lamp"]), known["lamp_state"])
    return known


def _moment(alert: Alert, at: datetime, language: Language) -> str:
    there = at.astimezone(alert.meter.site.zone)
    return f"{there:%Y-%m-%d %H:%M}" if language == "en" else f"{there.year}年{there.month}月{there.day}日 {there:%H:%M}"


def _summed_up(events: Sequence[AlertEvent], language: Language, items: Collection[str]) -> Iterator[str]:
    if PLACES in items:
        yield say(language, "place", value=events[0].alert.meter.site.name)
    counted = Counter(titled(_tone(one), _said(one, language), language) for one in events)
    for what, count in counted.most_common():
        yield say(language, "of_kind", what=what, count=count)
    names = [name for one in events if (name := _name(one.alert, items))]
    yield from (say(language, "named", name=one) for one in names[:_NAMED])
    if len(names) > _NAMED:
        yield say(language, "more", count=len(names) - _NAMED)


def _facts(event: AlertEvent, items: Collection[str]) -> dict[str, object]:
    """The same for programs, in the words of the API; what people gave names to goes by its id, and by name where it may."""
    alert = event.alert
    names = {"meter_name": alert.meter.name} if NAMES in items else {}
    names |= {"site_name": alert.meter.site.name} if PLACES in items else {}
    return {"happened": event.what, **statement(alert).model_dump(mode="json"), "level": event.level, **names}
