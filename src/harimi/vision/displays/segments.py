"""Reads a row of seven-segment digits whose place is known."""

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.face import Segments
from harimi.vision.geometry import Image, Matrix, Quad, moved, quad, to_rectangle
from harimi.vision.models import run
from harimi.vision.observation import GLYPHS, Cell, Sight
from harimi.vision.reasons import Reason, because

MODEL = "segment_cells"
STEP = 25
"""Pixels from one cell to the next in the rectified strip."""
PATCH = (40, 48)
"""What the network sees of a cell, width and height: the cell with 30 % of its neighbours and 15 % above and below."""
TALL = 37
"""Height of a cell in the strip, pixels; the rest of the patch is what is above and below it."""
SMALL = 12
"""Photograph pixels; digits lower than this are not read."""
SOFT = 0.01
"""The label smoothing that the network was trained with."""
LEGIBLE = (1.1, 2.7)
"""Slope and shift of the curve from raw to true legibility, fitted on 5,000 drawn cells in held-back typefaces."""
UNLIKELY = 0.02
"""The least legibility that counts, so that one cell of rubbish does not decide which way a row is lit."""
GLARE = 0.25
"""Share of white pixels that a cell has more than the row's median from which on it counts as glare."""

STROKES = "abcdefg"
SHAPES: tuple[tuple[str, str], ...] = (
    ("0", "abcdef"), ("1", "bc"), ("2", "abdeg"), ("3", "abcdg"), ("4", "bcfg"), ("5", "acdfg"),
    ("6", "acdefg"), ("6", "cdefg"), ("7", "abc"), ("7", "abcf"), ("8", "abcdefg"),
    ("9", "abcdfg"), ("9", "abcfg"), ("-", "g"), (" ", ""),
)  # fmt: skip
"""Which strokes are lit for which glyph; 6, 7 and 9 are drawn in two ways."""

Array = NDArray[np.floating]


def read_segments(image: Image, display: Segments) -> Sight:
    """Each digit of `display` in the BGR (or grey) photograph `image`, as read by the cell network in two looks."""
    row = strip(image, display.corners, display.digits)
    looks = [read_strip(each, display) for each in (row, strip(image, _taller(display.corners), display.digits))]
    elements = tuple(_mean(pair) for pair in zip(*looks, strict=True))
    reasons = _reasons(elements, row, display)
    return Sight(display.id, display.kind, display.corners, elements, reasons, MODEL)


def read_strip(row: Image, display: Segments, dark: bool | None = None) -> tuple[Cell, ...]:
    """The cells of a `strip` of `display`, in one look; `dark` where it is known which way they are lit."""
    shown = patches(row, display.digits)
    glyphs, point, legible = read_patches(shown, dark)
    legible = np.where(drowned(shown), 0.3 * legible, legible)
    return tuple(
        Cell(outline, tuple(float(p) for p in glyphs[n]), float(point[n]), float(legible[n]))
        for n, outline in enumerate(cells(display.corners, display.digits))
    )


def drowned(batch: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which patches are white from glare: much more of them than of the row's others, whose paper may be white too."""
    white = (batch >= 250).mean((1, 2))
    return np.asarray(white > GLARE + np.median(white))


def _mean(looks: tuple[Cell, ...]) -> Cell:
    glyphs = np.mean([look.glyphs for look in looks], axis=0)
    point, legible = (float(np.mean([getattr(look, name) for look in looks])) for name in ("point", "legible"))
    return Cell(looks[0].outline, tuple(float(p) for p in glyphs), point, legible)


def grey(image: Image) -> Image:
    """The photograph in grey levels."""
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def strip(image: Image, corners: Quad, digits: int) -> Image:
    """The row in grey, each cell `STEP` wide and `TALL` high, with the margins that the outermost patches need."""
    width, height = STEP * (digits - 1) + PATCH[0], PATCH[1]
    x, y = (PATCH[0] - STEP) / 2, (PATCH[1] - TALL) / 2
    to_cells = to_rectangle(corners, STEP * digits, TALL)
    shift: Matrix = np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])
    return _warped(grey(image), corners, shift @ to_cells, (width, height))


def _warped(image: Image, corners: Quad, matrix: Matrix, to: tuple[int, int]) -> Image:
    """`image` after `matrix`; only the part around `corners` is touched, and reduced by area first where it is much larger."""
    outline = np.asarray(corners, np.float64)
    tall = float(np.linalg.norm(outline[[0, 1]] - outline[[3, 2]], axis=1).max())
    low = np.floor(outline.min(0) - tall).clip(0).astype(int)
    high = np.ceil(outline.max(0) + tall).clip(1).astype(int)
    part = image[min(low[1], image.shape[0] - 1) : high[1], min(low[0], image.shape[1] - 1) : high[0]]
    factor = min(1.0, 1.5 * TALL / max(tall, 1.0))
    size = (max(1, round(part.shape[1] * factor)), max(1, round(part.shape[0] * factor)))
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA) if factor < 0.75 else part
    scale = np.array([small.shape[1] / part.shape[1], small.shape[0] / part.shape[0]])
    back = np.array(
        [[1 / scale[0], 0, low[0] + 0.5 / scale[0] - 0.5], [0, 1 / scale[1], low[1] + 0.5 / scale[1] - 0.5], [0, 0, 1]]
    )
    warped = cv2.warpPerspective(small, matrix @ back, to, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, np.uint8)


def patches(row: Image, digits: int) -> NDArray[np.uint8]:
    """The cells' patches of a strip, `(digits, 48, 40)`."""
    return np.stack([row[:, STEP * n : STEP * n + PATCH[0]] for n in range(digits)])


def spread(batch: NDArray[np.uint8]) -> float:
    """How strongly the strokes of a row stand out, in grey levels: the upper quartile of its patches' spreads.

    Measured by it a blank cell is blank, whatever stains and reflections it shows.
    """
    return float(np.percentile(batch.std((1, 2)), 75))


def channels(batch: NDArray[np.uint8], spreads: NDArray[np.floating]) -> NDArray[np.float32]:
    """What the network is fed: patches by their own spread, by the spread around each pixel, and by their row's `(n,)`."""
    return np.stack([_levelled(patch.astype(np.float32), row) for patch, row in zip(batch, spreads, strict=True)])


def _levelled(patch: NDArray[np.float32], row: float) -> NDArray[np.float32]:
    middle = patch - patch.mean()
    detail = patch - cv2.blur(patch, (17, 17))
    around = np.sqrt(np.maximum(cv2.blur(detail * detail, (17, 17)), 0))
    return np.stack([middle / (patch.std() + 4), detail / (around + 3), middle / (row + 4)]).astype(np.float32)


def read_patches(batch: NDArray[np.uint8], dark: bool | None = None) -> tuple[Array, Array, Array]:
    """Glyph probabilities `(n, 12)`, point and legibility `(n,)` of the patches `(n, 48, 40)` of one row.

    The network knows dark strokes on light ground. It is shown the row as it is and with light and dark exchanged; which of
    the two is right is a question to the whole row, so that a bright reflection on a blank cell of a dark row is no stroke.
    Where `dark` says which, it is shown the row that way only.
    """
    ways = _ways(batch, (1, -1) if dark is None else (1,) if dark else (-1,))
    share = _shares(ways)
    glyphs, point, legible = (sum(s * part for s, part in zip(share, parts, strict=True)) for parts in zip(*ways, strict=True))
    return glyphs, point, _calibrated(legible)


def darkness(batch: NDArray[np.uint8]) -> float:
    """How probable it is that the strokes of a row, given as its patches, are darker than their ground."""
    return float(_shares(_ways(batch, (1, -1)))[0])


def _shares(ways: list[tuple[Array, Array, Array]]) -> Array:
    worth = np.array([_worth(glyphs, legible) for glyphs, _, legible in ways])
    return np.asarray(_softmax(worth[None])[0])


def _worth(glyphs: Array, legible: Array) -> float:
    """How well a row can be read: the logarithm of its legibility, and a point for each cell that shows something."""
    lit = legible * (1 - glyphs[:, GLYPHS.index(" ")])
    return float(np.log(np.maximum(legible, UNLIKELY)).sum() + lit.sum())


def _ways(batch: NDArray[np.uint8], signs: tuple[int, ...]) -> list[tuple[Array, Array, Array]]:
    """Glyphs, point and raw legibility of patches as they are (sign 1) and with light and dark exchanged (-1).

    The network looks at each patch in two ways: stroke by stroke, and as a whole. Where the two differ, the mean of both
    leaves neither sure; where strokes form no glyph or the whole looks like none, legibility falls.
    """
    fed = channels(batch, np.full(len(batch), spread(batch)))
    strokes, point, kinds = run(MODEL, np.concatenate([fed * np.float32(sign) for sign in signs]))
    by_strokes, formed = _by_strokes(_hardened(_sigmoid(strokes), 2))
    whole = _hardened(_softmax(kinds), kinds.shape[1])
    direct = whole[:, : len(GLYPHS)]
    glyphs = 0.5 * by_strokes + 0.5 * direct / direct.sum(1, keepdims=True)
    pointed, legible = _hardened(_sigmoid(point), 2)[:, 0], formed * direct.sum(1)
    parts = (np.split(part, len(signs)) for part in (glyphs, pointed, legible))
    return list(zip(*parts, strict=True))


def _hardened(chance: Array, choices: int) -> Array:
    """Probabilities as they were before training mixed `SOFT` of an even guess into every truth."""
    return np.clip((chance - SOFT / choices) / (1 - SOFT), 1e-4, 1 - 1e-4)


def _calibrated(legible: Array) -> Array:
    """The raw product errs on the careful side: a logistic curve through the cells of held-back typefaces corrects it."""
    raw = np.clip(legible, 1e-4, 1 - 1e-4)
    slope, shift = LEGIBLE
    return _sigmoid(slope * np.log(raw / (1 - raw)) + shift)


def _by_strokes(lit: Array) -> tuple[Array, Array]:
    """Glyph probabilities from stroke probabilities `(n, 7)`, and how much of the probability forms any glyph."""
    mass = np.zeros((len(lit), len(GLYPHS)), np.float32)
    for glyph, shape in SHAPES:
        on = np.array([stroke in shape for stroke in STROKES])
        mass[:, GLYPHS.index(glyph)] += np.where(on, lit, 1 - lit).prod(1)
    total = mass.sum(1)
    return mass / np.maximum(total, 1e-9)[:, None], total


def _sigmoid(logits: Array) -> Array:
    return 1 / (1 + np.exp(-logits))


def _softmax(logits: Array) -> Array:
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)


def cells(corners: Quad, digits: int) -> tuple[Quad, ...]:
    """The outline of each cell in the photograph."""
    back = np.linalg.inv(to_rectangle(corners, digits, 1)).astype(np.float64)
    edges = [((n - 0.5, -0.5), (n + 0.5, -0.5), (n + 0.5, 0.5), (n - 0.5, 0.5)) for n in range(digits)]
    return tuple(quad(moved(box, back)) for box in edges)


def _taller(corners: Quad) -> Quad:
    """The quadrilateral, 7 % taller about its middle: a second look that shows the same digits a little differently."""
    back = np.linalg.inv(to_rectangle(corners, 1, 1)).astype(np.float64)
    y = 1.07 / 2
    return quad(moved(((-0.5, -y), (0.5, -y), (0.5, y), (-0.5, y)), back))


def _reasons(elements: tuple[Cell, ...], row: Image, display: Segments) -> tuple[Reason, ...]:
    tall = _height(display.corners)
    if tall < SMALL:
        return (because("too_small", "display", pixels=round(tall)),)
    reasons = []
    for n, (cell, glare) in enumerate(zip(elements, drowned(patches(row, display.digits)), strict=True), 1):
        if glare:
            reasons.append(because("glare", "digit", n))
        elif cell.legible < 0.5:
            reasons.append(because("illegible", "digit", n))
    if not display.decimals and _point_unsure(elements):
        reasons.append(because("point_unsure"))
    return tuple(reasons)


def _point_unsure(elements: tuple[Cell, ...]) -> bool:
    points = [cell.point for cell in elements if cell.legible >= 0.5]
    return any(0.1 < point < 0.9 for point in points) or sum(point > 0.5 for point in points) > 1


def _height(corners: Quad) -> float:
    outline = np.asarray(corners)
    return float(min(np.linalg.norm(outline[0] - outline[3]), np.linalg.norm(outline[1] - outline[2])))
