"""The reader of each kind of display."""

from harimi.vision.displays.dial import read_dial
from harimi.vision.displays.drums import read_drums
from harimi.vision.displays.pages import on_page
from harimi.vision.displays.segments import read_segments
from harimi.vision.face import Dial, Display, Drums
from harimi.vision.geometry import Image
from harimi.vision.observation import Sight


def read_display(image: Image, display: Display) -> Sight:
    """What `display`, given in the photograph's own pixels, shows."""
    if isinstance(display, Drums):
        return read_drums(image, display)
    if isinstance(display, Dial):
        return read_dial(image, display)
    return on_page(image, display, read_segments(image, display))
