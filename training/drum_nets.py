"""The two networks for drums, and what each is taught."""

import torch
from torch import nn
from torch.nn import functional as f

from harimi.vision.observation import PHASES

RESTS = 0.15
"""Digits from a figure within which no other figure is in the window, so that nobody sees which way a wheel turns."""


def _step(inputs: int, outputs: int, size: int = 3, stride: int = 1) -> nn.Sequential:
    convolution = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


def normalised(pixels: torch.Tensor) -> torch.Tensor:
    """Grey levels with each patch's own mean and contrast taken out; what is nearly flat stays nearly flat."""
    mean = pixels.mean(dim=(2, 3), keepdim=True)
    spread = ((pixels - mean) ** 2).mean(dim=(2, 3), keepdim=True).sqrt()
    return (pixels - mean) / (spread + 3)


class WheelNet(nn.Module):  # type: ignore[misc]
    """Grey patches `(n, 1, 48, 32)`, 0 to 255, to logits: of the phases `(n, 100)` if the next figure comes from below,
    of being legible `(n, 1)`, of the phases if it comes from above, and that it does `(n, 1)`.

    Of two figures in a window no sum over both tells which one follows the other. But they agree on one phase if the wheel
    turns one way and on none if it turns the other way, so the way is told by how much more one way explains.
    """

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            _step(1, 16, 5, 2), _step(16, 32), _step(32, 48, 3, 2), _step(48, 64), _step(64, 96, 3, 2), _step(96, 96),
            nn.Conv2d(96, 48, 1), nn.ReLU(inplace=True), nn.Flatten(), nn.Dropout(0.2),
        )  # fmt: skip
        self.phases = nn.Linear(48 * 24, PHASES)
        self.legible = nn.Linear(48 * 24, 1)
        self.risen = nn.Linear(48 * 24, PHASES)
        self.above = nn.Linear(48 * 24, 1)
        self.temperature = nn.Parameter(torch.ones(()), requires_grad=False)

    def forward(self, pixels: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """The logits in the order above."""
        seen = self.body(normalised(pixels))
        below, above = self.phases(seen), self.risen(seen)
        odds = self.above(seen) + above.logsumexp(1, keepdim=True) - below.logsumexp(1, keepdim=True)
        return below / self.temperature, self.legible(seen), above / self.temperature, odds


def soft_phases(phase: torch.Tensor, spread: torch.Tensor) -> torch.Tensor:
    """`(n, 100)` targets: a bell of `spread` digits round the turn, with a little for everything else."""
    bins = torch.arange(PHASES) / 10
    away = (bins[None] - phase[:, None] + 5) % 10 - 5
    bell = torch.exp(-0.5 * (away / spread[:, None]) ** 2)
    return 0.99 * bell / bell.sum(1, keepdim=True) + 0.01 / PHASES


def wheel_loss(model: nn.Module, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """Cross entropy of the phases as far as they teach, of legibility where it is known, and of the way of turning.

    A wheel that rests looks the same whichever way it turns, so it teaches both ways and leaves the way open.
    """
    pixels, phase, spread, legible, weight, above, fair = batch
    with torch.autocast("cpu", torch.bfloat16):
        logits, seen, risen, way = (one.float() for one in model(pixels))
    off = (phase + 0.5) % 1 - 0.5
    rests, mirrored = off.abs() < RESTS, (phase - 2 * off) % 10
    forth = _surprise(logits, torch.where(above == 0, phase, mirrored), spread, weight * ((above == 0) | rests))
    back = _surprise(risen, torch.where(above == 1, phase, mirrored), spread, weight * ((above == 1) | rests))
    known, turns = legible >= 0, weight > 0
    answer = f.binary_cross_entropy_with_logits(seen[known, 0], legible[known].float() * 0.98 + 0.01)
    aim = torch.where(rests, 0.5, above.float() * 0.98 + 0.01)
    turned = f.binary_cross_entropy_with_logits(way[turns, 0], aim[turns], (weight * torch.where(rests, 1.0, fair))[turns])
    return forth + 0.5 * back + answer + turned


def _surprise(logits: torch.Tensor, phase: torch.Tensor, spread: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    told = weight > 0
    log = f.log_softmax(logits[told], dim=1)
    return (-(soft_phases(phase[told], spread[told]) * log).sum(1) * weight[told]).mean()
