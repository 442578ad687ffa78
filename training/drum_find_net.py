"""The network that finds wheels in a whole photograph, and what it is taught."""

import torch
from torch import nn
from torch.nn import functional as f

STRIDE = 4
"""Pixels from one place of the answer to the next."""
CHANNELS = 7
"""Presence, then in pixels as (x, y): shift from the place to the wheel's centre, step to the next wheel, way down."""


def _step(inputs: int, outputs: int, stride: int = 1, dilation: int = 1) -> nn.Sequential:
    convolution = nn.Conv2d(inputs, outputs, 3, stride, dilation, dilation, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


def _light(inputs: int, outputs: int) -> nn.Sequential:
    """A 3×3 step over each channel alone, then one across channels: cheap where there are many places."""
    alone = nn.Conv2d(inputs, inputs, 3, 1, 1, groups=inputs, bias=False)
    across = nn.Conv2d(inputs, outputs, 1, bias=False)
    return nn.Sequential(alone, nn.BatchNorm2d(inputs), across, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class FindNet(nn.Module):  # type: ignore[misc]
    """Grey pictures `(n, 1, h, w)`, 0 to 255, sides multiples of 16, to `(n, 7, h / 4, w / 4)`; see `CHANNELS`."""

    def __init__(self) -> None:
        super().__init__()
        self.fine = nn.Sequential(_step(1, 12, 2), _step(12, 24, 2), _light(24, 32))
        self.middle = nn.Sequential(_step(32, 48, 2), _step(48, 48), _step(48, 48, dilation=2))
        self.coarse = nn.Sequential(_step(48, 64, 2), _step(64, 64, dilation=2), _step(64, 64), nn.Conv2d(64, 48, 1))
        self.joined = _step(48, 48)
        self.narrowed = nn.Conv2d(48, 32, 1)
        self.last = nn.Sequential(_light(32, 32), _light(32, 48), nn.Conv2d(48, CHANNELS, 1))
        nn.init.constant_(self.last[-1].bias, 0.0)
        self.last[-1].bias.data[0] = -4.0

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Presence is a logit."""
        fine = self.fine((pixels - 128) / 64)
        middle = self.middle(fine)
        coarse = f.interpolate(self.coarse(middle), scale_factor=2.0, mode="nearest")
        joined = f.interpolate(self.narrowed(self.joined(middle + coarse)), scale_factor=2.0, mode="nearest")
        return self.last(fine + joined)


def find_loss(model: nn.Module, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """Focal loss of presence on bells round the centres, and distances of the vectors by the wheel's height.

    A batch is `(pixels, presence (n, h, w), vectors (n, 6, h, w), weight (n, h, w))`; `weight` is 0 where neither answer is
    wanted; the vectors count where presence is above 0.5.
    """
    pixels, presence, vectors, weight = batch
    with torch.autocast("cpu", torch.bfloat16):
        answer = model(pixels)
    answer = answer.float()
    logit = answer[:, 0]
    chance = torch.sigmoid(logit).clamp(1e-4, 1 - 1e-4)
    hit = presence > 0.99
    missed = -((1 - chance) ** 2) * chance.log() * hit
    false = -((1 - presence) ** 4) * chance**2 * (1 - chance).log() * ~hit
    count = hit.sum().clamp(min=1)
    near = (presence > 0.5).float() * weight
    height = torch.hypot(vectors[:, 4], vectors[:, 5]).clamp(min=8)
    apart = (answer[:, 1:] - vectors).abs().sum(1) / height
    return ((missed + false) * weight).sum() / count + 1.5 * (apart * near).sum() / near.sum().clamp(min=1)
