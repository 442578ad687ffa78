"""Living meters and their photographs, drawn. The demo, the tests and the training all draw from here.

A drawing is an image with the places that matter on it (`Drawing.points`); `camera.photograph` looks at it through a lens,
in some light, and moves the places along, so that a picture's truth is always known to the pixel.
"""
