"""Takes proposals of a turned photograph back to the photograph as it was."""

from dataclasses import replace

from harimi.vision.find.proposal import Proposal
from harimi.vision.geometry import Point, Quad
from harimi.vision.observation import Cell


def turned_back(proposal: Proposal, turns: int, shape: tuple[int, ...]) -> Proposal:
    """The proposal in the photograph as it was before `np.rot90(photograph, turns)`; `shape` is that of the photograph."""
    display = proposal.display.model_copy(update={"corners": _back(proposal.display.corners, turns, shape)})
    if proposal.sight is None:
        return replace(proposal, display=display)
    elements = tuple(
        replace(cell, outline=_back(cell.outline, turns, shape)) if isinstance(cell, Cell) else cell
        for cell in proposal.sight.elements
    )
    return replace(proposal, display=display, sight=replace(proposal.sight, outline=display.corners, elements=elements))


def _back(outline: Quad, turns: int, shape: tuple[int, ...]) -> Quad:
    right, low = shape[1] - 1, shape[0] - 1
    a, b, c, d = (_point(x, y, turns, right, low) for x, y in outline)
    return a, b, c, d


def _point(x: float, y: float, turns: int, right: int, low: int) -> Point:
    return {1: (right - y, x), 2: (right - x, low - y), 3: (y, low - x)}[turns]
