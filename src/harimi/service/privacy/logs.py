"""The log is closed: a line holds fixed words and the keys that the manifest maps, never a value about a person.

What our own parts log goes through structlog with keys. What libraries log is kept as their unfilled template: what they would
fill in may be an address, a form or a token. Of a request that went wrong the answer and the page's name are kept, not the
address. Of an exception the kind and the places in the program are kept, not its message.
"""

import logging
import sys
import traceback
from http.client import responses
from types import TracebackType

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from harimi.service.privacy.held import held

FRAMES = 6
OF_THE_MACHINE = ("psycopg.pool", "_granian", "granian")
"""Libraries that speak of the operator's own machines only; what they say is kept whole."""
dropped = 0
"""How many keys were not written because nobody mapped them; tests want none."""


def configure() -> None:
    """Makes structlog hand its lines to the standard library's logging, where `formatter` writes them."""
    structlog.configure(
        processors=[structlog.stdlib.add_log_level, _fault, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def formatter() -> logging.Formatter:
    """What every handler of the service writes with."""
    return structlog.stdlib.ProcessorFormatter(
        use_get_message=False,
        pass_foreign_args=True,
        foreign_pre_chain=[structlog.stdlib.add_log_level, _template, _answer, _fault],
        processors=[
            structlog.stdlib.add_logger_name,
            _time,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            closed,
            _LINE,
        ],
    )


def closed(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """The line without any key that is not mapped."""
    global dropped  # a count that the whole process shares
    known = held().named["logs"]
    dropped += len(set(line) - set(known))
    return {key: value for key, value in line.items() if key in known}


def _template(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Of a library's record its template; a text that it filled in itself is not told apart from one with a name in it."""
    arguments, name = line.pop("positional_args", ()), line["_record"].name
    if name.startswith(OF_THE_MACHINE):
        line["event"] = str(line["event"]) % arguments if arguments else str(line["event"])
    elif not arguments:
        line["event"] = "a message of this library"
    return line


def _answer(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Of what Django says of a request, the answer and the page's name: its own words have the address in them."""
    record = line["_record"]
    request, status = getattr(record, "request", None), getattr(record, "status_code", None)
    if request is None or status is None:
        return line
    match = request.resolver_match
    page = {"name": match.view_name} if match else {}
    line.update(page, event=responses.get(status, "an answer"), status=status)
    return line


def _fault(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Of an exception its kind and the places it went through; it is taken out of the record itself."""
    told = line.pop("exc_info", None)
    kind, _error, trace = told if isinstance(told, tuple) else sys.exc_info() if told else (None, None, None)
    if kind is not None:
        line["error"] = kind.__name__
        line["at_line"] = _places(trace)
    return line


def _places(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return " < ".join(
        f"{frame.filename.rpartition('site-packages/')[2].rpartition('src/')[2]}:{frame.lineno}" for frame in reversed(frames)
    )


def _time(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    line["time"] = structlog.processors.TimeStamper(fmt="iso", utc=True)(None, "", {})["timestamp"]
    return line


_LINE: Processor = structlog.processors.LogfmtRenderer(key_order=["time", "level", "logger", "event"], drop_missing=True)
