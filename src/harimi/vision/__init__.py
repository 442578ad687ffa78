"""Photographs in, observations out. Pure: no settings, no network, no clock, no Django.

`harimi.vision.read.read` is the one door. Colour images are BGR `uint8` arrays of shape `(height, width, 3)`; points are
`(x, y)` in pixels of the photograph, the centre of the upper left pixel at `(0, 0)`.
"""
