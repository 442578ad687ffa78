"""Plots as SVG, written by hand: panels side by side, legible on light and on dark ground."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

SIDE, LEFT, TOP, GAP, BELOW = 190, 52, 46, 62, 46
"""Pixels: a panel's side, the room left of it, above it, to the next one, and below."""
_STYLE = (
    "rect.ground{fill:#fff}text{font:12px system-ui,sans-serif;fill:#1f2328}.small{font-size:10px}.head{font-weight:600}"
    ".grid{stroke:#59636e;stroke-opacity:.25}.frame{fill:none;stroke:#59636e}.ideal{stroke:#59636e;stroke-dasharray:4 3}"
    ".line{fill:none;stroke:#0969da;stroke-width:2}.dot{fill:#0969da}.bar{stroke:#0969da;stroke-opacity:.6}"
    "@media (prefers-color-scheme:dark){rect.ground{fill:#0d1117}text{fill:#e6edf3}.grid,.frame,.ideal{stroke:#9198a1}"
    ".line,.bar{stroke:#4493f8}.dot{fill:#4493f8}}"
)


@dataclass(frozen=True)
class Axis:
    """Values at which lines are drawn, with their labels; `place` takes a value to 0 … 1 of the panel's side."""

    label: str
    ticks: Sequence[tuple[float, str]]
    place: Callable[[float], float]


@dataclass(frozen=True)
class Panel:
    """A square plot. `line` is joined; `dots` are (x, y, low, high, radius), with a bar from low to high; `ideal` is dashed."""

    title: str
    x: Axis
    y: Axis
    line: Sequence[tuple[float, float]] = ()
    dots: Sequence[tuple[float, float, float, float, float]] = ()
    ideal: Sequence[tuple[float, float]] = field(default=())


def figure(title: str, panels: Sequence[Panel]) -> str:
    """The panels in one row as an SVG document."""
    width = LEFT + len(panels) * SIDE + (len(panels) - 1) * GAP + 20
    height = TOP + SIDE + BELOW
    drawn = "".join(_panel(panel, LEFT + k * (SIDE + GAP)) for k, panel in enumerate(panels))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f'<rect class="ground" width="{width}" height="{height}"/>{drawn}</svg>\n'
    )


def _panel(panel: Panel, left: float) -> str:
    def at(x: float, y: float) -> tuple[float, float]:
        return left + SIDE * panel.x.place(x), TOP + SIDE * (1 - panel.y.place(y))

    parts = [_text(left + SIDE / 2, TOP - 14, panel.title, "head")]
    parts += [_grid(panel, left)]
    if panel.ideal:
        parts.append(_path("ideal", [at(*point) for point in panel.ideal]))
    if panel.line:
        parts.append(_path("line", [at(*point) for point in panel.line]))
    for x, y, low, high, radius in panel.dots:
        parts.append(_path("bar", [at(x, low), at(x, high)]))
        cx, cy = at(x, y)
        parts.append(f'<circle class="dot" cx="{cx:.1f}" cy="{cy:.1f}" r="{radius:.1f}"/>')
    return "".join(parts)


def _grid(panel: Panel, left: float) -> str:
    low = TOP + SIDE
    parts = [f'<rect class="frame" x="{left}" y="{TOP}" width="{SIDE}" height="{SIDE}"/>']
    for value, label in panel.x.ticks:
        x = left + SIDE * panel.x.place(value)
        parts += [_path("grid", [(x, TOP), (x, low)]), _text(x, low + 14, label, "small")]
    for value, label in panel.y.ticks:
        y = low - SIDE * panel.y.place(value)
        parts += [_path("grid", [(left, y), (left + SIDE, y)]), _text(left - 5, y + 3.5, label, "small", "end")]
    parts.append(_text(left + SIDE / 2, low + 32, panel.x.label, ""))
    middle = f"translate({left - 40} {TOP + SIDE / 2}) rotate(-90)"
    return "".join(parts) + f'<text text-anchor="middle" transform="{middle}">{escape(panel.y.label)}</text>'


def _path(kind: str, points: Sequence[tuple[float, float]]) -> str:
    places = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path class="{kind}" fill="none" d="M{places}"/>'


def _text(x: float, y: float, text: str, kind: str, anchor: str = "middle") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
