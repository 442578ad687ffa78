"""`harimi simulate`: cameras over living meters, sending to a service."""

import argparse
import signal
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    parser = commands.add_parser(
        "simulate",
        help="play cameras that send photographs of living meters",
        description="Plays the cameras that a file lists (`harimi serve --demo` writes one): changing light, small shifts, "
        "glare and now and then a lost connection. Where the meters stand is kept beside the file.",
    )
    parser.add_argument("--cameras", metavar="FILE", type=Path, required=True, help="the cameras, their meters and tokens")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="the service (default: http://127.0.0.1:8000)")
    parser.add_argument(
        "--every", metavar="SECONDS", type=float, default=20, help="from photograph to photograph (default: 20)"
    )
    parser.set_defaults(run=lambda options: _run(parser, options))


def _run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from harimi.demo.cameras import RefusedError, cameras_of, run
    from harimi.service.project.children import die_with_parent

    die_with_parent()
    stop = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    try:
        cameras = cameras_of(options.cameras, options.cameras.with_name("state.json"), options.url)
    except (OSError, ValueError, KeyError) as error:
        parser.error(f"--cameras {options.cameras}: {error}")
    try:
        run(cameras, timedelta(seconds=options.every), options.cameras.with_name("state.json"), stop)
    except RefusedError as error:
        print(f"the service refuses a camera: {error}", file=sys.stderr)
        return 1
    return 0
