"""The two networks of a dial: one marks points in a picture, one marks angles on the unrolled dial."""

import torch
from torch import nn
from torch.nn import functional


def _step(before: int, after: int, stride: int, kernel: int = 3) -> nn.Sequential:
    conv = nn.Conv2d(before, after, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(after), nn.ReLU(inplace=True))


class Pair(nn.Module):  # type: ignore[misc]
    """A residual pair of 3×3 steps."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        self.second = nn.Conv2d(channels, channels, 3, 1, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.second(functional.relu(self.norm(self.first(x))))


class Points(nn.Module):  # type: ignore[misc]
    """Colour picture `(n, 3, h, w)` to maps `(n, 8, h/4, w/4)`: logits of pivot, tip, five scale points, the dial's area."""

    def __init__(self, widths: tuple[int, int, int, int] = (24, 32, 56, 80)) -> None:
        super().__init__()
        a, b, c, d = widths
        self.stem = nn.Sequential(_step(3, 16, 2, 5), _step(16, a, 2))
        self.down1 = nn.Sequential(_step(a, b, 2), Pair(b))
        self.down2 = nn.Sequential(_step(b, c, 2), Pair(c))
        self.down3 = nn.Sequential(_step(c, d, 2), Pair(d), Pair(d))
        self.side2, self.side1, self.side0 = nn.Conv2d(d, c, 1), nn.Conv2d(c, b, 1), nn.Conv2d(b, a, 1)
        self.up2, self.up1, self.up0 = Pair(c), Pair(b), Pair(a)
        self.head = nn.Conv2d(a, 8, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x0 = self.stem(x)
        x1 = self.down1(x0)
        x2 = self.down2(x1)
        x3 = self.down3(x2)
        y2 = self.up2(x2 + _doubled(self.side2(x3)))
        y1 = self.up1(x1 + _doubled(self.side1(y2)))
        return self.head(self.up0(x0 + _doubled(self.side0(y1))))


def _doubled(x: torch.Tensor) -> torch.Tensor:
    return functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


class Around(nn.Module):  # type: ignore[misc]
    """A residual step along the angle, which closes to a circle."""

    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.reach = 2 * dilation
        self.conv = nn.Conv1d(channels, channels, 5, dilation=dilation)
        self.norm = nn.BatchNorm1d(channels)
        self.mix = nn.Conv1d(channels, channels, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        closed = torch.cat([x[..., -self.reach :], x, x[..., : self.reach]], -1)
        return x + self.mix(functional.relu(self.norm(self.conv(closed))))


class Hands(nn.Module):  # type: ignore[misc]
    """Unrolled dial `(n, 3, 40, 360)` to `(n, 4, 180)` by angle, logits of tip, start and end, and the scale's radius less 1
    in tenths; and to `(n, 1)`, a tip is there.
    """

    def __init__(self, channels: int = 56) -> None:
        super().__init__()
        self.rows = nn.ModuleList([_ring(3, 16, 2), _ring(16, 24, 1), _ring(24, 32, 1)])
        self.fold = nn.Conv1d(32 * 5, channels, 1)
        self.around = nn.Sequential(*[Around(channels, dilation) for dilation in (1, 2, 4, 8, 16, 4, 1)])
        self.head = nn.Conv1d(channels, 4, 1)
        self.there = nn.Linear(channels * 2, 1)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        for row in self.rows:
            x = row(torch.cat([x[..., -1:], x, x[..., :1]], -1))
        x = self.around(functional.relu(self.fold(x.flatten(1, 2))))
        pooled = torch.cat([x.mean(-1), x.amax(-1)], 1)
        return self.head(x), self.there(pooled)


def _ring(before: int, after: int, stride: int) -> nn.Sequential:
    """Halves the radii, and the angles by `stride`; the angles are not padded, the caller closes the circle."""
    conv = nn.Conv2d(before, after, 3, (2, stride), (1, 0), bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(after), nn.ReLU(inplace=True))
