"""`harimi demo`: a week of living meters on one page."""

import argparse
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from harimi.demo.page import Strip, page
from harimi.demo.week import Look, live, thumbnail
from harimi.simulate.living import LivingMeter, household
from harimi.vision.evidence import evidence_image

_START = datetime(2026, 4, 6, tzinfo=UTC)
_WIDTH = 480


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    parser = commands.add_parser(
        "demo",
        help="read a week of simulated meters",
        description="Renders a week of photographs of three living meters, reads them in order, and writes one page.",
    )
    parser.add_argument("--output", metavar="DIR", type=Path, default=Path("demo"), help="folder to write to (default: demo)")
    parser.add_argument("--hours", metavar="N", type=int, default=168, help="photographs per meter, one an hour (default: 168)")
    parser.add_argument("--seed", metavar="N", type=int, default=1, help="another seed is another week (default: 1)")
    parser.add_argument("--lang", choices=("en", "ja"), default="en", help="language in which the page opens (default: en)")
    parser.set_defaults(run=lambda options: _run(parser, options))


def _run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    if options.hours < 2:
        parser.error("--hours must be at least 2")
    start = time.monotonic()
    try:
        options.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        parser.error(f"--output {options.output}: {error.strerror}; name a folder that can be written to")
    strips = [_strip(meter, n, options) for n, meter in enumerate(household())]
    target = options.output / "index.html"
    target.write_text(page(strips, options.lang), encoding="utf-8")
    looks = [look for strip in strips for look in strip.looks]
    wrong = sum(look.wrong for look in looks)
    print(f"{len(looks)} photographs read in {time.monotonic() - start:.0f} s, {wrong} published wrong.")
    print(f"Open {target.resolve().as_uri()}")
    return 0


def _strip(meter: LivingMeter, n: int, options: argparse.Namespace) -> Strip:
    folder = options.output / meter.id
    folder.mkdir(exist_ok=True)
    looks, pictures, states = [], [], Counter[str]()
    rng = np.random.default_rng([options.seed, n])
    for k, look in enumerate(live(meter, _START, timedelta(hours=1), options.hours, rng)):
        picture = folder / f"{k:04d}.jpg"
        picture.write_bytes(thumbnail(evidence_image(look.observation), _WIDTH))
        looks.append(look)
        pictures.append(f"{meter.id}/{picture.name}")
        states[look.observation.state] += 1
        _say(meter, look, k + 1, options.hours, states)
    return Strip(meter, tuple(looks), tuple(pictures))


def _say(meter: LivingMeter, look: Look, done: int, count: int, states: Counter[str]) -> None:
    """One line that rewrites itself on a terminal, a line every tenth of the way elsewhere."""
    bar = "█" * (20 * done // count)
    shown = ", ".join(f"{states[state]} {state}" for state in ("published", "uncertain", "unreadable"))
    text = f"{meter.look.name[0]:<18} {bar:<20} {done:>4}/{count}  {look.moment.at:%m-%d %H:%M}  {shown}"
    if sys.stdout.isatty():
        print(f"\r{text}", end="\n" if done == count else "", flush=True)
    elif done == count or done % max(1, count // 10) == 0:
        print(text, flush=True)
