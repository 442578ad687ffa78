"""`python -m training.bench [--meters FOLDER]`: measures, prints, and with `--write FILE` keeps the tables."""

import argparse
import platform
import sys
from collections.abc import Iterable
from pathlib import Path

import cv2

from training.bench.alignment import alignment_table
from training.bench.cases import Case, real
from training.bench.measure import Outcome, Row, measure, row
from training.bench.rendered import rendered
from training.bench.table import table

_INTRO = """# Benchmark

Written by `make bench`. *Right* and *wrong* count published values only; an abstained one is `uncertain` or `unreadable`, and
in brackets stands how many of those had the right value as their best guess. Shares carry the bound of their 95 % interval
(Wilson) that matters: published at least, wrong at most. The mean error of published values is in tolerances, 1 being just
right; where the tolerance is 0 (displays of digits) it is in units. Milliseconds are the median on one thread, from the bytes
to the reading.

Without "(face)" nothing is known but what an owner declares: the kind, and the digits or the range. With "(face)" the displays
were marked once by hand. The real photographs are for measuring only; no model has seen them.
"""


def main() -> int:
    """Runs the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m training.bench")
    parser.add_argument("--meters", type=Path, help="folder of real photographs with a bench.csv")
    parser.add_argument("--only", metavar="TEXT", default="", help="only groups whose name contains TEXT")
    parser.add_argument(
        "--rendered", type=int, default=200, metavar="N", help="rendered photographs of each kind (default: 200)"
    )
    parser.add_argument("--misses", action="store_true", help="list every photograph that was not published right")
    parser.add_argument("--write", type=Path, metavar="FILE", help="keep the tables as Markdown")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    parts = [_INTRO, f"\nMachine: {platform.machine()}, Python {platform.python_version()}, OpenCV {cv2.__version__}.\n"]
    if options.meters:
        parts += ["\n## Real photographs\n\n", table(_measured(real(options.meters), options))]
    if options.rendered:
        parts += ["\n## Rendered photographs\n\n", table(_measured(rendered(options.rendered), options))]
    if options.rendered and not options.only:
        parts += ["\n## Alignment of rendered photographs\n\n", alignment_table(options.rendered)]
    print("".join(parts[2:]))
    if options.write:
        options.write.write_text("".join(parts), encoding="utf-8")
    return 0


def _measured(cases: Iterable[Case], options: argparse.Namespace) -> list[Row]:
    groups: dict[str, list[Outcome]] = {}
    for outcome in measure(case for case in cases if options.only in case.group):
        groups.setdefault(outcome.case.group, []).append(outcome)
        if sys.stderr.isatty():
            print(f"\r{sum(map(len, groups.values()))} read, now {outcome.case.group:<30}", end="", file=sys.stderr, flush=True)
        if options.misses and not (outcome.published and outcome.right):
            _tell(outcome)
    return [row(group, outcomes) for group, outcomes in groups.items()]


def _tell(outcome: Outcome) -> None:
    seen = outcome.observation
    why = "; ".join(reason.text() for reason in seen.reasons)
    print(f"{outcome.case.name}: {seen.value} {seen.state} {seen.confidence:.2f}, truly {outcome.case.truth}  {why}")


if __name__ == "__main__":
    sys.exit(main())
