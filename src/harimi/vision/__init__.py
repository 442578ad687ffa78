"""Photographs in, observations out. Pure: no settings, no network, no clock, no Django.

`harimi.vision.read.read` is the one door. Colour images are BGR `uint8` arrays of shape `(height, width, 3)`; points are
`(x, y)` in pixels of the photograph, the centre of the upper left pixel at `(0, 0)`.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
"""Else ONNX Runtime (1.32) keeps an id of the machine in `~/.cache/Microsoft` and reports to its maker. Read at its import."""
