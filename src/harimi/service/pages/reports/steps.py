"""How far WeasyPrint is: it tells its log, and we listen there."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

STEPS = "weasyprint.progress"


class Told(Protocol):
    """Hears of each step, and of the page that is laid out; what it raises ends the work."""

    def __call__(self, page: int = 0) -> None: ...


class _Ear(logging.Handler):
    def __init__(self, told: Told) -> None:
        super().__init__(logging.INFO)
        self.told = told

    def emit(self, record: logging.LogRecord) -> None:
        arguments = record.args if isinstance(record.args, tuple) else ()
        page = arguments[0] if arguments and str(record.msg).endswith("Page %d") else 0
        self.told(page if isinstance(page, int) else 0)


@contextmanager
def steps(told: Told | None) -> Iterator[None]:
    """Tells `told` of every step meanwhile. For one document at a time: the log is everybody's."""
    if told is None:
        yield
        return
    log, ear = logging.getLogger(STEPS), _Ear(told)
    before, log.propagate = (log.level, log.propagate), False
    log.setLevel(logging.INFO)
    log.addHandler(ear)
    try:
        yield
    finally:
        log.removeHandler(ear)
        log.setLevel(before[0])
        log.propagate = before[1]
