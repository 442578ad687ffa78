"""From signs of a reading to the chance that it is right: a logistic model, fitted and measured."""

import numpy as np

Rows = list[tuple[tuple[float, ...], bool]]
"""Signs of a reading, the first of them 1, and whether it was right."""
HELD = 0.3
"""How lightly weights are held back from growing, all but the first."""


def fitted(rows: Rows) -> np.ndarray:
    """Logistic weights, lightly held back, by Newton's method."""
    signs, right = np.array([row[0] for row in rows]), np.array([float(row[1]) for row in rows])
    weights = np.zeros(signs.shape[1])
    held = np.append(0.0, np.full(len(weights) - 1, 2 * HELD))
    for _ in range(100):
        chance = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (chance - right) + held * weights
        bend = (signs * (chance * (1 - chance))[:, None]).T @ signs + np.diag(held) + 1e-9 * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(weights)


def report(name: str, rows: Rows) -> None:
    """Fits on even rows, measures on odd ones, then prints the weights of a fit on all."""
    tried, weights = rows[1::2], fitted(rows[::2])
    chance = 1 / (1 + np.exp(-np.array([row[0] for row in tried]) @ weights))
    right = np.array([row[1] for row in tried])
    print(f"{name}: n {len(rows)}, right {np.mean([row[1] for row in rows]):.1%}")
    for level in (0.5, 0.8, 0.9, 0.95):
        sure = chance >= level
        print(f"  at {level}: answered {sure.mean():.1%}, wrong {np.mean(~right[sure]) if sure.any() else 0:.2%}")
    print("  TRUST =", tuple(round(float(weight), 2) for weight in fitted(rows)), flush=True)
