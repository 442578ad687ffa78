"""The plots of honesty: reliability diagrams and risk–coverage curves, a panel for each kind."""

from collections.abc import Sequence
from pathlib import Path

from harimi.vision.decode.verdict import PUBLISH
from training.bench.honest import Bin, Honesty, bins, curve, reliability_table
from training.bench.svg import Axis, Panel, figure

_HALVES = ((0.0, "0"), (0.5, "50 %"), (1.0, "100 %"))
_SURE = ((0.0, "0"), (0.5, "50 %"), (PUBLISH, f"{PUBLISH:.0%}"), (0.99, "99 %"), (1.0, "100 %"))


def _near_one(share: float) -> float:
    """What matters of a confidence lies near one: its distance from there as a cube root."""
    return float(1 - (1 - share) ** (1 / 3))


_SAID, _TRUE = Axis("confidence", _SURE, _near_one), Axis("right", _SURE, _near_one)
_ANSWERED = Axis("answered", _HALVES, lambda value: value)
_WRONG = Axis(
    "wrong of the answered",
    ((0.0, "0"), (0.001, "0.1 %"), (0.01, "1 %"), (0.05, "5 %"), (0.2, "20 %"), (0.5, "50 %"), (1.0, "100 %")),
    lambda share: float(share ** (1 / 3)),
)
"""Cube roots: what matters lies near zero, and zero must be on the axis."""


def honesty_part(kinds: Sequence[Honesty], name: str, folder: Path | None) -> str:
    """Markdown with the table and, where there is a `folder` for them, its plots; `name` tells real and rendered apart."""
    if not any(honesty.guesses for honesty in kinds):
        return ""
    text = reliability_table(kinds)
    if folder is None:
        return text
    folder.mkdir(parents=True, exist_ok=True)
    plots = {"reliability": _reliability(kinds, name), "risk-coverage": _risk(kinds, name)}
    for plot, drawn in plots.items():
        (folder / f"{plot}-{name}.svg").write_text(drawn, encoding="utf-8")
    images = "\n\n".join(f"![{plot}, {name} photographs]({folder.name}/{plot}-{name}.svg)" for plot in plots)
    return f"{text}\n{images}\n"


def _reliability(kinds: Sequence[Honesty], name: str) -> str:
    panels = [
        Panel(
            f"{honesty.kind}, n = {len(honesty.guesses)}",
            _SAID,
            _TRUE,
            dots=[_dot(held) for held in bins(honesty.guesses)],
            ideal=[(0, 0), (1, 1)],
        )
        for honesty in kinds
    ]
    return figure(f"Reliability on {name} photographs: what was said against what was right, with 95 % intervals", panels)


def _dot(held: Bin) -> tuple[float, float, float, float, float]:
    """A bin as a dot: the more guesses, the larger."""
    return held.said, held.right / held.n, *held.between, min(8.0, 1.5 + held.n**0.33)


def _risk(kinds: Sequence[Honesty], name: str) -> str:
    panels = []
    for one in kinds:
        points = curve(one)
        line = [(point.answered, point.wrong) for point in points]
        published = [place for point, place in zip(points, line, strict=True) if point.threshold >= PUBLISH]
        dots = [(x, y, y, y, 4.0) for x, y in published[-1:]]
        panels.append(Panel(f"{one.kind}, n = {one.n}", _ANSWERED, _WRONG, line=line, dots=dots))
    return figure(f"Risk and coverage on {name} photographs; the dot is the threshold for publishing", panels)
