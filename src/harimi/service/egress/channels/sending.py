"""A message through the gate to a channel, and what came of it."""

from collections.abc import Callable, Sequence
from typing import Any

from harimi.service.egress.channels.answers import UNANSWERED, Heard, Outcome
from harimi.service.egress.channels.message import Message
from harimi.service.egress.channels.values import ChannelSettings, Request
from harimi.service.egress.permit import NotPermittedError
from harimi.service.egress.web.destination import AddressError
from harimi.service.egress.web.sending import Answer, UnansweredError, UnreachedError, line
from harimi.service.privacy.gate import RefusedError
from harimi.service.third_parties.departure import Departure

CLOSED = "closed"
"""The code where no instruction holds any more."""
_UNFIT = (400, 413, 415, 422)
"""Answers to what is written that another way of writing it may mend: without its picture."""


def told(send: Callable[[Any, Message, Departure], Heard], settings: ChannelSettings, message: Message, to: Departure) -> Heard:
    """What came of it, whatever it was."""
    try:
        return send(settings, message, to)
    except NotPermittedError:
        return Heard(Outcome.BROKEN, CLOSED)
    except RefusedError:
        return Heard(Outcome.BROKEN, "stopped")
    except AddressError as error:
        return Heard(Outcome.LATER if error.code == "unknown" else Outcome.BROKEN, f"address_{error.code}")
    except UnreachedError:
        return Heard(Outcome.LATER, "unreached")
    except UnansweredError:
        return Heard(Outcome.LATER, UNANSWERED)


def posted(
    requests: Callable[[Any, Message], Sequence[Request]],
    heard: Callable[[Answer], Heard],
    settings: ChannelSettings,
    message: Message,
    departure: Departure,
) -> Heard:
    """Sends it as the kind writes it; the next way of writing only where the one before was not understood."""
    written = requests(settings, message)
    with line(departure, written[0].url) as opened:
        for one in written:
            answer = opened.post(one.body, one.headers)
            if answer.status not in _UNFIT:
                break
        return heard(answer)
