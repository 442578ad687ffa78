"""The plane of a dial from its points: a pivot and five points evenly along an arc, seen by a camera."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harimi.vision.geometry import Matrix, Quad, moved, points, quad

FloatArray = NDArray[np.float64]
NOISE = 0.05
"""How far a point lies from its place, as a share of the radius: what the priors are weighed against."""
REACHES = (1.0, 0.2, 0.06)
"""Error of a point, as a share of the radius, from which it counts as a stray: at first none does, or an oblique view would."""
ALONG = 0.7
"""Weight of an inner scale point's place along the scale."""
STRETCH = 0.08
"""Logarithm of how much an oblique view stretches the circle, up to which it is hardly told from noise. The prior has wide
tails: most views are nearly straight, the others may be anything.
"""
BEND, BEND_WIDE, WIDE = 0.4, 0.03, 2.4
"""Prior deviation of how much a scale crowds its low values; 0 is even. Moving-iron panel meters do, with scales of some
90°; a scale that sweeps more than `WIDE` radians is nearly always even."""
SLANT, SLANT_PER_STRETCH = 0.01, 0.25
"""Prior deviation of the perspective terms for a dial of radius 1: only what is seen at a slant has perspective."""


@dataclass(frozen=True, slots=True)
class Plane:
    """`matrix` takes the dial's plane (pivot 0, scale radius 1, the scale's middle straight up) to the picture; the scale
    sweeps `sweep` degrees, clockwise where positive, and crowds its low values by `bend`. `residual` is the points' root
    mean square error as a share of the radius.
    """

    matrix: Matrix
    sweep: float
    bend: float
    residual: float

    def at(self, share: float) -> tuple[float, float]:
        """The picture's point on the scale's circle at a share of the scale from 0 to 1."""
        turn = np.radians((share + self.bend * share * (share - 1) - 0.5) * self.sweep)
        return moved(((float(np.sin(turn)), float(-np.cos(turn))),), self.matrix)[0]

    def share(self, point: tuple[float, float]) -> float:
        """Where on the scale a point's direction lies: 0 at the start, 1 at the end, beyond them outside."""
        x, y = moved((point,), np.asarray(np.linalg.inv(self.matrix), np.float64))[0]
        turned = float(np.degrees(np.arctan2(x, -y))) / self.sweep + 0.5
        if not 0 < turned < 1:
            return turned
        slope = 1 - self.bend
        return 2 * turned / (slope + float(np.sqrt(slope**2 + 4 * self.bend * turned)))

    def corners(self) -> Quad:
        """The square around the scale's circle, turned so that its top lies upwards in the picture."""
        a, b = self.matrix[:2, 0], self.matrix[:2, 1]
        turn = np.arctan2(a[1] - b[0], a[0] + b[1])
        c, s = np.cos(-turn), np.sin(-turn)
        square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) @ np.array([[c, s], [-s, c]])
        return quad(moved(points(square), self.matrix))


WIDEST = 362.0
"""Degrees that no scale sweeps."""


def sound(plane: Plane, size: int) -> bool:
    """Whether the plane can be a dial's in a photograph of `size` pixels: its circle some pixels wide and not far larger than
    the photograph, seen from the front, its scale a real arc.
    """
    if not np.isfinite(plane.matrix).all() or abs(np.linalg.det(plane.matrix)) < 1e-9 or not 20 < abs(plane.sweep) < WIDEST:
        return False
    corners = np.asarray(plane.corners())
    sides = np.roll(corners, -1, 0) - corners
    turns = sides[:, 0] * np.roll(sides[:, 1], -1) - sides[:, 1] * np.roll(sides[:, 0], -1)
    return bool((turns > 100).all() and np.abs(sides).max() < 2 * size)


def fit_plane(places: FloatArray, trust: FloatArray) -> Plane:
    """The plane that explains pivot and scale points, `(6, 2)` pixels, best; `trust` `(6,)` weighs them."""
    scale = float(np.median(np.hypot(*(places[1:] - places[0]).T))) or 1.0
    target = (places - places[0]) / scale
    weight = np.sqrt(np.clip(trust, 0.05, 1))
    state = _start(target)
    for reach in REACHES:
        state = _descend(state, target, weight, reach)
    error = _project(state[None])[0] - target
    residual = float(np.sqrt(np.average((error**2).sum(1), weights=weight**2)))
    matrix = np.array([[scale, 0, places[0, 0]], [0, scale, places[0, 1]], [0, 0, 1.0]]) @ _matrix(state)
    return Plane(matrix / matrix[2, 2], float(np.degrees(state[8])), float(state[9]), residual)


def _start(target: FloatArray) -> FloatArray:
    """A similarity through pivot and middle, turning the way that runs once through the points."""
    angles = np.arctan2(target[1:, 0], -target[1:, 1])
    clockwise = np.diff(angles) % (2 * np.pi)
    turning = 1 if clockwise.sum() <= (2 * np.pi - clockwise).sum() else -1
    steps = clockwise if turning == 1 else 2 * np.pi - clockwise
    steps = np.where(steps > 5.5, 0.0, steps)
    sweep = float(np.clip(steps.sum(), 0.8, 2 * np.pi))
    bend = float(np.clip(4 * (0.5 - steps[:2].sum() / sweep), -0.7, 0.7))
    middle = angles[0] + turning * sweep / 2
    c, s = np.cos(middle), np.sin(middle)
    return np.array([0, 0, c, -s, s, c, 0, 0, sweep * turning, bend])


def _matrix(state: FloatArray) -> Matrix:
    x, y, a, b, c, d, g, h = state[:8]
    return np.array([[a + x * g, b + x * h, x], [c + y * g, d + y * h, y], [g, h, 1.0]])


def _project(states: FloatArray) -> FloatArray:
    """Pivot and scale points as `(m, 10)` states would place them, `(m, 6, 2)`."""
    x, y, a, b, c, d, g, h, sweep, bend = states.T[:, :, None]
    shares = np.arange(5) / 4
    turns = (shares + bend * shares * (shares - 1) - 0.5) * sweep
    zero = np.zeros((len(states), 1))
    u, v = np.concatenate([zero, np.sin(turns)], 1), np.concatenate([zero, -np.cos(turns)], 1)
    depth = np.maximum(g * u + h * v + 1, 0.1)
    return np.stack([x + (a * u + b * v) / depth, y + (c * u + d * v) / depth], -1)


def _residuals(states: FloatArray, target: FloatArray, weight: FloatArray, reach: float) -> FloatArray:
    error = _project(states) - target
    size = np.sqrt((error**2).sum(-1))
    robust = weight / np.sqrt(1 + (size / reach) ** 2)
    error = _eased_along(error, target)
    _, _, a, b, c, d, g, h, sweep, bend = states.T
    big, small = np.hypot(a + d, c - b), np.hypot(a - d, b + c)
    stretch = np.log((big + small) / np.maximum(np.abs(big - small), 1e-3))
    over = np.maximum(0.0, np.abs(sweep) - 2 * np.pi)
    oblique, slant = np.sqrt(np.log1p((stretch / STRETCH) ** 2)), SLANT + SLANT_PER_STRETCH * np.abs(stretch)
    loose = np.where(np.abs(sweep) > WIDE, BEND_WIDE, BEND)
    beyond = np.maximum(0.0, np.abs(bend) - 0.8)
    prior = np.stack([NOISE * oblique, NOISE / slant * g, NOISE / slant * h, NOISE / loose * bend, over, beyond], 1)
    return np.concatenate([(error * robust[..., None]).reshape(len(states), -1), prior], 1)


def _eased_along(error: FloatArray, target: FloatArray) -> FloatArray:
    """The inner scale points' errors, smaller along the scale: that they lie on it is sure, where on it is not."""
    inner = target[2:5] - target[0]
    outward = inner / np.maximum(np.hypot(*inner.T)[:, None], 1e-6)
    across = (error[:, 2:5] * outward).sum(-1, keepdims=True) * outward
    eased = across + ALONG * (error[:, 2:5] - across)
    return np.concatenate([error[:, :2], eased, error[:, 5:]], 1)


def _descend(state: FloatArray, target: FloatArray, weight: FloatArray, reach: float) -> FloatArray:
    """Levenberg–Marquardt with a numeric Jacobian: ten unknowns, eighteen residuals."""
    damping, now = 1e-2, _residuals(state[None], target, weight, reach)[0]
    for _ in range(30):
        slope = (_residuals(state + np.eye(10) * 1e-5, target, weight, reach) - now).T / 1e-5
        normal = slope.T @ slope
        move = np.linalg.solve(normal + damping * (np.diag(np.diag(normal)) + 1e-6 * np.eye(10)), -slope.T @ now)
        trial = _residuals((state + move)[None], target, weight, reach)[0]
        gain = float(now @ now - trial @ trial)
        if gain > 0:
            state, now, damping = state + move, trial, damping / 4
        else:
            damping *= 5
        if 0 < gain < 1e-8 or damping > 1e6:
            break
    return state
