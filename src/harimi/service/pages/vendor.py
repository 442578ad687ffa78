"""Code of others that the package's build fetched; a page goes on without it."""

from functools import cache
from pathlib import Path

_STATIC = Path(__file__).parent / "static"
UPLOT = ("vendor/uplot/uPlot.iife.min.js", "vendor/uplot/uPlot.min.css")


@cache
def has_uplot() -> bool:
    """Whether curves can be drawn by a script here."""
    return all((_STATIC / name).is_file() for name in UPLOT)
