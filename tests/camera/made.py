"""What tests of the camera make: pictures, configurations, and a whole camera to be turned by hand."""

import io
import json
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from harimi.camera.config import Config
from harimi.camera.light import Lamp
from harimi.camera.parts import Parts, parts_of
from harimi.camera.sender import Sender
from harimi.camera.shooter import Shooter


def picture(size: tuple[int, int] = (320, 240), shade: int = 90) -> Image.Image:
    """Grey, with a white field at the upper left."""
    image = Image.new("RGB", size, (shade, shade, shade))
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="white")
    return image


def jpeg(size: tuple[int, int] = (320, 240), shade: int = 90) -> bytes:
    """The same as a file."""
    out = io.BytesIO()
    picture(size, shade).save(out, "JPEG", quality=92)
    return out.getvalue()


def write_config(folder: Path, url: str, photo: Path, *, token: str = "hc_good", more: str = "") -> Path:  # noqa: S107
    """A configuration whose camera copies a file; `more` goes into `[service]`."""
    state = folder / "state"
    state.mkdir(exist_ok=True, mode=0o700)
    if token:
        (state / "token").write_text(token)
    path = folder / "camera.toml"
    command = json.dumps(["cp", str(photo), "{file}"])
    lines = ["[service]", f'url = "{url}"', more, "[state]", f'folder = "{state}"', "keep_free_mb = 0"]
    path.write_text("\n".join([*lines, "[source]", 'kind = "command"', f"command = {command}", ""]))
    return path


@dataclass
class Turned:
    """A camera whose threads a test turns by hand."""

    parts: Parts
    sender: Sender
    shooter: Shooter

    def turn(self, times: int = 4) -> None:
        """Lets both do what is due."""
        for _ in range(times):
            self.shooter.once()
            self.sender.once()


def turned(config: Config) -> Turned:
    """As `harimi camera run` makes it."""
    parts = parts_of(config)
    return Turned(parts, Sender(parts), Shooter(parts, config.source.made(), Lamp(config.lamp_on, config.lamp_off)))
