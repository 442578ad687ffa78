"""`harimi mail-in`: mail that comes in, from an MTA's alias or a Maildir."""

import argparse
import sys
from typing import Any

from harimi.cli.ready import ready

DATA_ERROR, TRY_LATER = 65, 75
"""Of sysexits.h: the sender is told that it is too large; the MTA keeps the message and comes again."""


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    parser = commands.add_parser(
        "mail-in",
        help="take in mail that comes back",
        description="Reads one message from standard input, as an MTA's alias pipes it, or, with --sweep, all that is new in "
        "the Maildir HARIMI_MAIL_IN. Exit status 65: too large; 75: the database is away, try again later.",
    )
    parser.add_argument("--sweep", action="store_true", help="read the Maildir, as a worker does every few minutes")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    ready()
    from harimi.service.platform.working import AWAY

    try:
        return _swept() if options.sweep else _piped()
    except AWAY as error:
        print(f"try again later: {type(error).__name__}", file=sys.stderr)
        return TRY_LATER


def _piped() -> int:
    from harimi.service.notices.incoming import LARGEST, Taken, take_in

    became = take_in(sys.stdin.buffer.read(LARGEST + 1))
    if became == Taken.TOO_LARGE:
        print(f"a message may have {LARGEST:,} bytes at most, and a header of ordinary size", file=sys.stderr)
        return DATA_ERROR
    return 0


def _swept() -> int:
    from harimi.service.notices.maildir import sweep

    print(f"{sweep()} messages were read")
    return 0
