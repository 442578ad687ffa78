"""An address as a code that a telephone's camera reads, drawn as one SVG path."""

from dataclasses import dataclass

from qrcode import QRCode


@dataclass(frozen=True, slots=True)
class Code:
    """`path` in a square of `side` modules, with the quiet border that readers need."""

    path: str
    side: int


def code(address: str) -> Code:
    """The address, drawn."""
    drawn = QRCode(border=2)
    drawn.add_data(address)
    drawn.make(fit=True)
    rows = drawn.get_matrix()
    dark = (f"M{x},{y}h1v1h-1z" for y, row in enumerate(rows) for x, on in enumerate(row) if on)
    return Code("".join(dark), len(rows))
