"""`harimi reread`: part of the archive read once more, compared with what stands, then accepted or dropped."""

import argparse
import csv
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from harimi.cli.ready import ready

OUTCOMES = {
    "same": "the same value",
    "other": "another value",
    "gained": "a value now",
    "lost": "no value now",
    "neither": "none",
}
STEP = 2.0
"""Seconds from one look at the progress to the next."""


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    reread = commands.add_parser(
        "reread",
        help="read part of the archive again with newer models or faces",
        description="Workers read kept photographs once more, on trial: nothing changes before it is accepted.",
    )
    what = reread.add_subparsers(required=True, metavar="WHAT")
    _start(what.add_parser("start", help="read again", description="Has the photographs of a time read again, on trial."))
    show = what.add_parser("show", help="how far it is, and how it compares", description="Without an ID: all of them.")
    show.add_argument("id", nargs="?", type=UUID)
    show.add_argument("--watch", action="store_true", help="wait until all is read, with progress")
    show.add_argument("--csv", type=Path, help="write old and new side by side into this file")
    show.set_defaults(run=_show)
    for name, words in (("accept", "what it read stands from now on"), ("drop", "forget what it read")):
        step = what.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
        step.add_argument("id", type=UUID)
        step.set_defaults(run=_decide, step=name)


def _start(start: argparse.ArgumentParser) -> None:
    scope = start.add_mutually_exclusive_group(required=True)
    for kind in ("organization", "site", "meter"):
        scope.add_argument(f"--{kind}", type=UUID, metavar="ID")
    start.add_argument("--since", type=_moment, default=datetime(2000, 1, 1, tzinfo=UTC), help="from this day or moment on")
    start.add_argument("--until", type=_moment, default=None, help="up to this day or moment (default: now)")
    start.set_defaults(run=_ask)


def _moment(typed: str) -> datetime:
    """A day or a moment; without a zone in UTC."""
    try:
        at = datetime.fromisoformat(typed)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{typed} is no day or moment; write it like 2026-04-01 or 2026-04-01T06:00+09:00"
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _ask(options: argparse.Namespace) -> int:
    ready()
    from harimi.service.accounts.models import Organization
    from harimi.service.meters.models import Meter, Site
    from harimi.service.readings.trials.asking import RereadError, ask

    kinds: dict[str, Any] = {"organization": Organization, "site": Site, "meter": Meter}
    kind, wanted = next((kind, pk) for kind in kinds if (pk := getattr(options, kind)))
    of = kinds[kind].objects.filter(pk=wanted).first()
    if of is None:
        return _no(f"there is no {kind} {wanted}")
    try:
        row = ask(of, options.since, options.until or datetime.now(UTC))
    except RereadError as error:
        return _no(str(error))
    print(f"{row.pk}: {row.total} photographs are read again; `harimi reread show {row.pk} --watch` shows how far it is")
    return 0


def _show(options: argparse.Namespace) -> int:
    ready()
    from harimi.service.readings.models import Reread

    if options.id is None:
        for row in Reread.objects.order_by("-asked_at"):
            print(f"{row.pk}  {row.asked_at:%Y-%m-%d %H:%M}  {row.state:9}  {row.total} photographs")
        return 0
    found = Reread.objects.filter(pk=options.id).first()
    if found is None:
        return _no(f"there is no reread {options.id}")
    while options.watch and _told(found):
        time.sleep(STEP)
        found.refresh_from_db()
    try:
        _compare(found, options.csv)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError) as error:
        return _no(f"{options.csv} cannot be written: {error.strerror}")
    return 0


def _told(row: Any) -> bool:
    """A line of progress; whether there is something to wait for."""
    from harimi.service.readings.trials.progress import progress

    far = progress(row)
    done = "taken over" if row.state == "accepting" else "read"
    print(f"\r{far.done} of {far.total} {done} ", end="", file=sys.stderr, flush=True)
    if not far.going_on:
        print(file=sys.stderr)
    return far.going_on


def _compare(row: Any, file: Path | None) -> None:
    from harimi.service.privacy.gate import using
    from harimi.service.readings.trials.comparing import compared

    with using("provision"):
        if file is None:
            _summary(row, compared(row))
            return
        with file.open("w", encoding="utf-8-sig", newline="") as opened:
            sheet = csv.writer(opened)
            sheet.writerow(("register", "at", "old", "old_probability", "new", "new_probability", "person", "outcome"))
            _summary(row, compared(row, lambda pair: sheet.writerow((*pair.told(), pair.outcome))))


def _summary(row: Any, found: Any) -> None:
    print(f"{row.pk}: {row.state}")
    for outcome, count in found.outcomes.items():
        print(f"  {OUTCOMES[outcome]:15} {count}")
    if found.told:
        print(f"  of {found.told} that people told: right before {found.right_before}, right now {found.right_now}")
    if row.state == "reading":
        print(f"decide with `harimi reread accept {row.pk}` or `harimi reread drop {row.pk}`")


def _decide(options: argparse.Namespace) -> int:
    ready()
    from harimi.service.readings.models import Reread
    from harimi.service.readings.trials import asking

    row = Reread.objects.filter(pk=options.id).first()
    if row is None:
        return _no(f"there is no reread {options.id}")
    try:
        (asking.accept if options.step == "accept" else asking.drop)(row)
    except asking.RereadError as error:
        return _no(str(error))
    print("accepted; workers take it over" if options.step == "accept" else "dropped")
    return 0


def _no(why: str) -> int:
    print(why, file=sys.stderr)
    return 1
