"""The plane of a dial from its points: a pivot and five points evenly along an arc, seen by a camera."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harimi.vision.geometry import Matrix, Quad, moved, points, quad

FloatArray = NDArray[np.float64]
STRETCH = 0.5
"""Prior deviation of the logarithm of how much an oblique view stretches the circle."""
SLANT = 0.12
"""Prior deviation of the perspective terms for a dial of radius 1."""


@dataclass(frozen=True, slots=True)
class Plane:
    """`matrix` takes the dial's plane (pivot 0, scale radius 1, the scale's middle straight up) to the picture; the scale
    sweeps `sweep` degrees, clockwise where positive. `residual` is the points' root mean square error as a share of the radius.
    """

    matrix: Matrix
    sweep: float
    residual: float

    def at(self, share: float) -> tuple[float, float]:
        """The picture's point on the scale's circle at a share of the scale from 0 to 1."""
        turn = np.radians((share - 0.5) * self.sweep)
        return moved(((float(np.sin(turn)), float(-np.cos(turn))),), self.matrix)[0]

    def share(self, point: tuple[float, float]) -> float:
        """Where on the scale a point's direction lies: 0 at the start, 1 at the end, beyond them outside."""
        x, y = moved((point,), np.asarray(np.linalg.inv(self.matrix), np.float64))[0]
        half = abs(self.sweep) / 2
        return float(np.degrees(np.arctan2(x, -y)) * np.sign(self.sweep) + half) / (2 * half)

    def corners(self) -> Quad:
        """The square around the scale's circle, turned so that its top lies upwards in the picture."""
        a, b = self.matrix[:2, 0], self.matrix[:2, 1]
        turn = np.arctan2(a[1] - b[0], a[0] + b[1])
        c, s = np.cos(-turn), np.sin(-turn)
        square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) @ np.array([[c, s], [-s, c]])
        return quad(moved(points(square), self.matrix))


def fit_plane(places: FloatArray, trust: FloatArray) -> Plane:
    """The plane that explains pivot and scale points, `(6, 2)` pixels, best; `trust` `(6,)` weighs them."""
    scale = float(np.median(np.hypot(*(places[1:] - places[0]).T))) or 1.0
    target = (places - places[0]) / scale
    weight = np.sqrt(np.clip(trust, 0.05, 1))
    state = _descend(_start(target), target, weight)
    error = _project(state[None])[0] - target
    residual = float(np.sqrt(np.average((error**2).sum(1), weights=weight**2)))
    matrix = np.array([[scale, 0, places[0, 0]], [0, scale, places[0, 1]], [0, 0, 1.0]]) @ _matrix(state)
    return Plane(matrix / matrix[2, 2], float(np.degrees(state[8])), residual)


def _start(target: FloatArray) -> FloatArray:
    """A similarity through pivot and middle, turning the way that runs once through the points."""
    angles = np.arctan2(target[1:, 0], -target[1:, 1])
    clockwise = np.diff(angles) % (2 * np.pi)
    turning = 1 if clockwise.sum() <= (2 * np.pi - clockwise).sum() else -1
    steps = clockwise if turning == 1 else 2 * np.pi - clockwise
    sweep = float(np.clip(np.where(steps > 5.5, 0.0, steps).sum(), 0.8, 2 * np.pi))
    c, s = np.cos(angles[2]), np.sin(angles[2])
    return np.array([0, 0, c, -s, s, c, 0, 0, sweep * turning])


def _matrix(state: FloatArray) -> Matrix:
    x, y, a, b, c, d, g, h, _ = state
    return np.array([[a + x * g, b + x * h, x], [c + y * g, d + y * h, y], [g, h, 1.0]])


def _project(states: FloatArray) -> FloatArray:
    """Pivot and scale points as `(m, 9)` states would place them, `(m, 6, 2)`."""
    x, y, a, b, c, d, g, h, sweep = states.T[:, :, None]
    turns = (np.arange(5) / 4 - 0.5) * sweep
    zero = np.zeros((len(states), 1))
    u, v = np.concatenate([zero, np.sin(turns)], 1), np.concatenate([zero, -np.cos(turns)], 1)
    depth = np.maximum(g * u + h * v + 1, 0.1)
    return np.stack([x + (a * u + b * v) / depth, y + (c * u + d * v) / depth], -1)


def _residuals(states: FloatArray, target: FloatArray, weight: FloatArray) -> FloatArray:
    error = _project(states) - target
    size = np.sqrt((error**2).sum(-1))
    robust = weight / np.sqrt(1 + (size / 0.06) ** 2)
    _, _, a, b, c, d, g, h, sweep = states.T
    big, small = np.hypot(a + d, c - b), np.hypot(a - d, b + c)
    stretch = np.log((big + small) / np.maximum(np.abs(big - small), 1e-3))
    over = np.maximum(0.0, np.abs(sweep) - 2 * np.pi)
    prior = np.stack([0.03 / STRETCH * stretch, 0.03 / SLANT * g, 0.03 / SLANT * h, over], 1)
    return np.concatenate([(error * robust[..., None]).reshape(len(states), -1), prior], 1)


def _descend(state: FloatArray, target: FloatArray, weight: FloatArray) -> FloatArray:
    """Levenberg–Marquardt with a numeric Jacobian: nine unknowns, sixteen residuals."""
    damping, now = 1e-2, _residuals(state[None], target, weight)[0]
    for _ in range(30):
        slope = (_residuals(state + np.eye(9) * 1e-5, target, weight) - now).T / 1e-5
        normal = slope.T @ slope
        move = np.linalg.solve(normal + damping * (np.diag(np.diag(normal)) + 1e-6 * np.eye(9)), -slope.T @ now)
        trial = _residuals((state + move)[None], target, weight)[0]
        gain = float(now @ now - trial @ trial)
        if gain > 0:
            state, now, damping = state + move, trial, damping / 4
        else:
            damping *= 5
        if 0 < gain < 1e-8 or damping > 1e6:
            break
    return state
