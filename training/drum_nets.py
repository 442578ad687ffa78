"""The two networks for drums, and what each is taught."""

import torch
from torch import nn
from torch.nn import functional as f

from harimi.vision.observation import PHASES


def _step(inputs: int, outputs: int, size: int = 3, stride: int = 1) -> nn.Sequential:
    convolution = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


def normalised(pixels: torch.Tensor) -> torch.Tensor:
    """Grey levels with each patch's own mean and contrast taken out; what is nearly flat stays nearly flat."""
    mean = pixels.mean(dim=(2, 3), keepdim=True)
    spread = ((pixels - mean) ** 2).mean(dim=(2, 3), keepdim=True).sqrt()
    return (pixels - mean) / (spread + 3)


class WheelNet(nn.Module):  # type: ignore[misc]
    """Grey patches `(n, 1, 48, 32)`, 0 to 255, to log probabilities of the phases `(n, 100)` and of being legible `(n, 1)`."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            _step(1, 16, 5, 2), _step(16, 32), _step(32, 48, 3, 2), _step(48, 64), _step(64, 96, 3, 2), _step(96, 96),
            nn.Conv2d(96, 48, 1), nn.ReLU(inplace=True), nn.Flatten(), nn.Dropout(0.2),
        )  # fmt: skip
        self.phases = nn.Linear(48 * 24, PHASES)
        self.legible = nn.Linear(48 * 24, 1)
        self.temperature = nn.Parameter(torch.ones(()), requires_grad=False)

    def forward(self, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of the phases, and the legibility's."""
        seen = self.body(normalised(pixels))
        return self.phases(seen) / self.temperature, self.legible(seen)


def soft_phases(phase: torch.Tensor, spread: torch.Tensor) -> torch.Tensor:
    """`(n, 100)` targets: a bell of `spread` digits round the turn, with a little for everything else."""
    bins = torch.arange(PHASES) / 10
    away = (bins[None] - phase[:, None] + 5) % 10 - 5
    bell = torch.exp(-0.5 * (away / spread[:, None]) ** 2)
    return 0.99 * bell / bell.sum(1, keepdim=True) + 0.01 / PHASES


def wheel_loss(model: nn.Module, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """Cross entropy of the phases where they can be seen, and of legibility where it is known."""
    pixels, phase, spread, legible = batch
    with torch.autocast("cpu", torch.bfloat16):
        logits, seen = model(pixels)
    readable, known = legible != 0, legible >= 0
    log = f.log_softmax(logits.float()[readable], dim=1)
    where = -(soft_phases(phase[readable], spread[readable]) * log).sum(1)
    weight = torch.where(legible[readable] == 1, 1.0, 0.3)
    answer = f.binary_cross_entropy_with_logits(seen.float()[known, 0], legible[known].float() * 0.98 + 0.01)
    return (where * weight).mean() + answer
