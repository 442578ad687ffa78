"""The reader of each kind of display."""

from harimi.vision.displays.dial import read_dial
from harimi.vision.displays.drums import read_drums
from harimi.vision.displays.flag import read_flag
from harimi.vision.displays.lamp import read_lamp
from harimi.vision.displays.pages import on_page
from harimi.vision.displays.scale import read_scale
from harimi.vision.displays.segments import read_segments
from harimi.vision.displays.sub_dial import read_sub_dial
from harimi.vision.face import Dial, Display, Drums, Scale
from harimi.vision.geometry import Image
from harimi.vision.indicators import Flag, Lamp
from harimi.vision.observation import Sight


def read_display(image: Image, display: Display) -> Sight:
    """What `display`, given in the photograph's own pixels, shows."""
    if isinstance(display, Drums):
        return read_drums(image, display)
    if isinstance(display, Dial):
        return read_sub_dial(image, display) if _counts(display) else read_dial(image, display)
    if isinstance(display, Scale):
        return read_scale(image, display)
    if isinstance(display, Lamp):
        return read_lamp(image, display)
    if isinstance(display, Flag):
        return read_flag(image, display)
    return on_page(image, display, read_segments(image, display))


def _counts(dial: Dial) -> bool:
    """Whether a dial is a place of a counter: it goes round once for 10, 100 or 0.1. A gauge that closes ends at any value."""
    return dial.wraps is not None and dial.wraps.normalize().as_tuple().digits == (1,)
