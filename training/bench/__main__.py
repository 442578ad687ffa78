"""`python -m training.bench [--meters FOLDER]`: measures, prints, and with `--write FILE` keeps the tables and plots."""

import argparse
import platform
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2

from training.bench.alignment import alignment_table
from training.bench.cases import Case, real
from training.bench.cost import cost_part
from training.bench.figures import honesty_part
from training.bench.gauges import gauges_table
from training.bench.honest import by_kind
from training.bench.measure import Outcome, measure, row
from training.bench.others import others_table
from training.bench.pages import pages_table
from training.bench.quality import quality_table
from training.bench.readers import histories_table
from training.bench.rendered import rendered
from training.bench.sequences import sequences_table
from training.bench.sights import sights_table
from training.bench.stress import stress_table
from training.bench.table import table
from training.bench.wear import wear_table

_INTRO = """# Benchmark

Written by `make bench`. *Right* and *wrong* count published values only; an abstained one is `uncertain` or `unreadable`, and
in brackets stands how many of those had the right value as their best guess. Shares carry the bound of their 95 % interval
(Wilson) that matters: published at least, wrong at most. The mean error of published values is in tolerances, 1 being just
right; where the tolerance is 0 (displays of digits) it is in units. Milliseconds are the median on one thread, from the bytes
to the reading.

Without "(face)" nothing is known but what an owner declares: the kind, and the digits or the range. With "(face)" the displays
were marked once by hand. The real photographs are for measuring only; no model has seen them.
"""
_HONEST = """The best guess of every reading counts with its confidence, published or not; one without a guess stands in no bin
and is answered at no threshold. A photograph that is read with and without a face counts twice. A bin is honest where what was
said lies within the interval of what was right. In the second plot the threshold moves; the dot is the one for publishing.
"""
_OTHERS = """Right / wrong / milliseconds; the rest unanswered. Harimi declines below its threshold; the others have none, and
answer wherever they read a run of digits of the declared length. Each got the upright photograph, the number of digits and of
decimals, and one thread. Tesseract and ssocr are tried in several modes until one gives such a run; RapidOCR has its
orientation stage off.
"""
_QUALITY = """How far each kind of display is to be trusted. A level asks for all that those below it do:

- **bronze**: of drawn photographs in all light 60 % are published, of these at most 3 % wrong;
- **silver**: 90 % are published, at most 1 % of these wrong;
- **gold**: of at least 30 real photographs, with a face or without, 85 % are published, at most 2 % of these wrong;
- **platinum**: of at least 100 real photographs without a face 85 % are published, at most 2 % of these wrong, both by the
  unfavourable end of the 95 % interval.
"""
_STRESS = """Share published; wrong of the published, with the upper bound of the 95 % interval. One drawn meter of each kind,
whose face was set up in good light; the values are drawn at random, the same ones under each condition. A sub-dial is right
within half a division, a gauge within 2 % of its scale, a drum that is on its way as either digit.
"""
_SEQUENCES = """Drawn meters of random make, photographed every hour by a fixed camera through days and nights: with a face, and
cut down to the row of figures without one. A last drum on its way is right as either figure. What is published at once is said
from a photograph and those before it; in the end the later ones have confirmed, corrected or rejected it.
"""
_SIGHTS = """A fixed camera's photographs with a face, spoilt in a known way: how many were published nevertheless (in some the
meter can still be read, and knocked cameras are laid over again), and in how many the reasons name what is wrong.
"""
_GAUGES = """By the best guess of all photographs, published or not, and of those published. Where nothing was said,
the range too was read from the numerals.
"""
_WEAR = """Sixty days in which dirt, stickers and paint grow over everything but the display, with three photographs a day of a
camera that trembles: the share found by the first view only, and by views that are renewed as the service does it, with the
error of the display's corners (pixels of 640) by these.
"""
_HISTORIES = """No pictures, but readers with known faults: the hourly readings of households, six digits, of which so many are
torn between two digits, misread with 0.9 to 0.99 confidence, or blind (not counted). *Far off*: by more than 20 of the lowest
units.
"""


def main() -> int:
    """Runs the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m training.bench")
    parser.add_argument("--meters", type=Path, help="folder of real photographs with a bench.csv")
    parser.add_argument("--only", metavar="TEXT", default="", help="only groups whose name contains TEXT")
    parser.add_argument(
        "--rendered", type=int, default=200, metavar="N", help="rendered photographs of each kind (default: 200)"
    )
    parser.add_argument("--stress", type=int, default=100, metavar="N", help="photographs in each cell of the stress matrix")
    parser.add_argument("--rapidocr", metavar="PYTHON", default=sys.executable, help="an interpreter that has RapidOCR")
    parser.add_argument("--misses", action="store_true", help="list every photograph that was not published right")
    parser.add_argument("--write", type=Path, metavar="FILE", help="keep the tables as Markdown, and the plots beside them")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    head = f"{_INTRO}\nMachine: {platform.machine()}, Python {platform.python_version()}, OpenCV {cv2.__version__}.\n"
    parts = []
    for part in _parts(options):
        print(part, end="", flush=True)
        parts.append(part)
    if options.write:
        options.write.write_text(head + "".join(parts), encoding="utf-8")
    return 0


def _parts(options: argparse.Namespace) -> Iterator[str]:
    """The page's parts in order, each as soon as it is measured."""
    taken: dict[str, list[Outcome]] = {}
    if options.meters:
        taken = _measured(real(options.meters), options)
        yield from _real(taken, options)
    if options.rendered:
        kept = _measured(rendered(options.rendered), options)
        yield f"\n## Rendered photographs\n\n{_table(kept)}"
        yield _honest("rendered", kept, options)
        yield f"\n## Gauges, in shares of their scale\n\n{_GAUGES}\n{gauges_table(taken | kept)}"
        yield f"\n## Quality scale\n\n{_QUALITY}\n{quality_table(_all(kept), _all(taken))}"
    if options.only:
        return
    if options.stress:
        yield f"\n## Stress of rendered photographs\n\n{_STRESS}\n{stress_table(options.stress)}"
    if options.rendered:
        yield f"\n## What time adds\n\n{_SEQUENCES}\n{sequences_table(max(1, options.rendered // 10), 24)}"
        yield f"\n{_HISTORIES}\n{histories_table(max(1, options.rendered // 10), 500)}"
        yield f"\n## Rendered displays that show pages in turn\n\n{pages_table(options.rendered // 2)}"
        yield f"\n## Alignment of rendered photographs\n\n{alignment_table(options.rendered)}"
        yield f"\n{_WEAR}\n{wear_table(max(3, options.rendered // 33))}"
        yield f"\n## Views that cannot be used\n\n{_SIGHTS}\n{sights_table(options.rendered // 2)}"
        yield f"\n## Speed and memory\n\n{cost_part(options.rendered)}"


def _real(kept: dict[str, list[Outcome]], options: argparse.Namespace) -> Iterator[str]:
    yield f"\n## Real photographs\n\n{_table(kept)}"
    yield _honest("real", kept, options)
    yield f"\n## What a user would otherwise take\n\n{_OTHERS}\n{others_table(_all(kept), options.rapidocr)}"


def _honest(name: str, kept: dict[str, list[Outcome]], options: argparse.Namespace) -> str:
    folder = options.write.parent / "benchmark" if options.write else None
    return (
        f"\n### How honest confidence is on {name} photographs\n\n{_HONEST}\n{honesty_part(by_kind(_all(kept)), name, folder)}"
    )


def _table(kept: dict[str, list[Outcome]]) -> str:
    return table(row(group, outcomes) for group, outcomes in kept.items())


def _all(kept: dict[str, list[Outcome]]) -> list[Outcome]:
    return [outcome for outcomes in kept.values() for outcome in outcomes]


def _measured(cases: Iterable[Case], options: argparse.Namespace) -> dict[str, list[Outcome]]:
    """The outcomes of each group, in the order in which the groups came."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in measure(case for case in cases if options.only in case.group):
        groups.setdefault(outcome.case.group, []).append(outcome)
        if sys.stderr.isatty():
            print(f"\r{sum(map(len, groups.values()))} read, now {outcome.case.group:<30}", end="", file=sys.stderr, flush=True)
        if options.misses and not (outcome.published and outcome.right):
            _tell(outcome)
    return groups


def _tell(outcome: Outcome) -> None:
    seen = outcome.observation
    why = "; ".join(reason.text() for reason in seen.reasons)
    print(f"{outcome.case.name}: {seen.value} {seen.state} {seen.confidence:.2f}, truly {outcome.case.truth}  {why}")


if __name__ == "__main__":
    sys.exit(main())
