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
        x, y = moved((point,), np.linalg.inv(self.matrix))[0]
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
    best: tuple[float, FloatArray] | None = None
    for turning in (1, -1):
        state = _start(target, turning)
        cost, state = _descend(state, target, weight)
        if best is None or cost < best[0]:
            best = (cost, state)
    assert best is not None
    state = best[1]
    error = _project(state) - target
    residual = float(np.sqrt(np.average((error**2).sum(1), weights=weight**2)))
    matrix = np.array([[scale, 0, places[0, 0]], [0, scale, places[0, 1]], [0, 0, 1.0]]) @ _matrix(state)
    return Plane(matrix / matrix[2, 2], float(np.degrees(state[8])), residual)


def _start(target: FloatArray, turning: int) -> FloatArray:
    angles = np.arctan2(target[1:, 0], -target[1:, 1])
    steps = (np.diff(angles) * turning) % (2 * np.pi)
    steps = np.where(steps > 5.5, steps - 2 * np.pi, steps)
    sweep = float(np.clip(steps.sum(), 0.8, 2 * np.pi))
    middle = angles[2]
    c, s = np.cos(middle), np.sin(middle)
    return np.array([0, 0, c, -s, s, c, 0, 0, sweep * turning])


def _matrix(state: FloatArray) -> Matrix:
    x, y, a, b, c, d, g, h, _ = state
    return np.array([[a + x * g, b + x * h, x], [c + y * g, d + y * h, y], [g, h, 1.0]])


def _project(state: FloatArray) -> FloatArray:
    turns = (np.arange(5) / 4 - 0.5) * state[8]
    plane = np.concatenate([[[0.0, 0.0]], np.stack([np.sin(turns), -np.cos(turns)], 1)])
    seen = np.concatenate([plane, np.ones((6, 1))], 1) @ _matrix(state).T
    return np.asarray(seen[:, :2] / seen[:, 2:])


def _residuals(state: FloatArray, target: FloatArray, weight: FloatArray) -> FloatArray:
    error = _project(state) - target
    size = np.hypot(*error.T)
    robust = weight / np.sqrt(1 + (size / 0.06) ** 2)
    values = np.linalg.svd(state[2:6].reshape(2, 2), compute_uv=False)
    stretch = np.log(values[0] / max(values[1], 1e-3))
    over = max(0.0, abs(state[8]) - 2 * np.pi)
    prior = [0.03 / STRETCH * stretch, 0.03 / SLANT * state[6], 0.03 / SLANT * state[7], over]
    return np.concatenate([(error * robust[:, None]).ravel(), prior])


def _descend(state: FloatArray, target: FloatArray, weight: FloatArray) -> tuple[float, FloatArray]:
    """Levenberg–Marquardt with a numeric Jacobian; nine unknowns, sixteen residuals."""
    damping, now = 1e-2, _residuals(state, target, weight)
    for _ in range(25):
        slope = np.stack([(_residuals(state + step, target, weight) - now) / 1e-5 for step in np.eye(9) * 1e-5], 1)
        normal = slope.T @ slope
        move = np.linalg.solve(normal + damping * (np.diag(np.diag(normal)) + 1e-6 * np.eye(9)), -slope.T @ now)
        trial = _residuals(state + move, target, weight)
        if trial @ trial < now @ now:
            gain = float(now @ now - trial @ trial)
            state, now, damping = state + move, trial, damping / 4
            if gain < 1e-9:
                break
        else:
            damping *= 5
            if damping > 1e6:
                break
    return float(now @ now), state
