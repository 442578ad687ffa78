"""`harimi store`: what is kept in the store of photographs, moved and looked through."""

import argparse
import sys
from typing import Any

_COPY = """Copies all bytes from one store to another, each a folder or s3://bucket/prefix?endpoint=https://host&region=name.
An S3 store is opened by HARIMI_STORE_KEY_ID and HARIMI_STORE_SECRET. What is there already stays: a copy that was interrupted
goes on. Bytes that are not what their name says are told and not copied. Copy once while the service runs, stop it, copy what
came meanwhile, set HARIMI_STORE_URL and start it."""
_CHECK = """Reads the bytes of every photograph and report that the database names, and tells which are missing or damaged."""


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    store = commands.add_parser("store", help="move or check the store of photographs", description="Keeps the store.")
    what = store.add_subparsers(required=True, metavar="WHAT")
    copy = what.add_parser("copy", help="copy everything from one store to another", description=_COPY)
    copy.add_argument("source", metavar="FROM", help="such as data/blobs")
    copy.add_argument("target", metavar="TO", help="such as s3://photographs?endpoint=https://store.example.jp")
    copy.set_defaults(run=_copy)
    check = what.add_parser("check", help="read everything that the database names", description=_CHECK)
    check.set_defaults(run=_check)


def _copy(options: argparse.Namespace) -> int:
    from harimi.cli.ready import load_settings

    chosen = load_settings()
    from harimi.service.platform.copying import copied
    from harimi.service.platform.stores import opened

    try:
        source, target = (opened(place, chosen.store_keys) for place in (options.source, options.target))
        return _told(copied(source, target), "copied")
    except (OSError, ValueError) as error:
        print(f"stopped: {error}; the same command goes on from here", file=sys.stderr)
        return 1


def _check(_: argparse.Namespace) -> int:
    from harimi.cli.ready import ready

    ready()
    from harimi.service.captures.checking import checked

    try:
        return _told(checked(), "sound")
    except OSError as error:
        print(f"stopped: {error}", file=sys.stderr)
        return 1


def _told(counts: Any, done: str) -> int:
    """Prints how far it is, and each fault; 1 where there was one."""
    last = None
    for last in counts:
        if last.fault:
            print(last.fault, file=sys.stderr)
        elif last.seen % 1000 == 0:
            print(f"{last.seen} seen, {last.done} {done}", flush=True)
    print(f"{last.seen if last else 0} seen, {last.done if last else 0} {done}, {last.faults if last else 0} faults")
    return int(bool(last and last.faults))
