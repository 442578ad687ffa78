"""A camera and the light it sees by: a clean drawing becomes a photograph."""

from dataclasses import dataclass

import cv2
import numpy as np

from harimi.simulate.drawing import Drawing
from harimi.vision.geometry import Image, Matrix

Rng = np.random.Generator


@dataclass(frozen=True)
class Pose:
    """How the camera stands to the drawing: turns in degrees, shift as a share of the picture, scale as a factor."""

    roll: float = 0.0
    pitch: float = 0.0
    yaw: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0


@dataclass(frozen=True)
class Light:
    """What light and glass do. `gain`, `gamma` and `cast` act on all pixels, the rest where it falls.

    `gradient`: how much darker the dark side is (0 to 1); `glare`: number of reflections, `window`: strength of a soft
    rectangular one; `infrared`: colour is lost and red turns pale.
    """

    gain: float = 1.0
    gamma: float = 1.0
    cast: tuple[float, float, float] = (1.0, 1.0, 1.0)
    gradient: float = 0.0
    vignette: float = 0.0
    glare: int = 0
    window: float = 0.0
    infrared: bool = False


@dataclass(frozen=True)
class Lens:
    """What lens, sensor and file do: blur radius and motion in pixels, noise in grey levels, JPEG quality 1 to 100."""

    blur: float = 0.0
    motion: float = 0.0
    noise: float = 0.0
    quality: int = 90


def any_pose(rng: Rng, tilt: float = 20.0, roll: float = 8.0, shift: float = 0.05, scale: float = 0.1) -> Pose:
    """A pose drawn at random, mostly mild, within the given limits."""
    return Pose(
        roll=float(np.clip(rng.normal(0, roll / 2), -roll, roll)),
        pitch=float(np.clip(rng.normal(0, tilt / 2), -tilt, tilt)),
        yaw=float(np.clip(rng.normal(0, tilt / 2), -tilt, tilt)),
        shift=(float(rng.uniform(-shift, shift)), float(rng.uniform(-shift, shift))),
        scale=float(rng.uniform(1 - scale, 1 + scale)),
    )


def any_light(rng: Rng, harsh: float = 0.5) -> Light:
    """Light drawn at random; `harsh` from 0 (a well-lit room) to 1 (cellars, flashes and colour casts)."""
    cast = np.exp(rng.normal(0, 0.12 * harsh + 0.02, 3))
    if rng.random() < 0.2 * harsh:
        cast *= np.exp(rng.normal(0, 0.4, 3))
    return Light(
        gain=float(np.exp(rng.normal(-0.1, 0.35 * harsh))) if rng.random() > 0.1 * harsh else float(rng.uniform(0.1, 0.4)),
        gamma=float(np.exp(rng.uniform(-0.5, 0.5) * (0.3 + harsh))),
        cast=(float(cast[0]), float(cast[1]), float(cast[2])),
        gradient=float(rng.uniform(0, 0.7) * harsh) if rng.random() < 0.5 else 0.0,
        vignette=float(rng.uniform(0, 0.6) * harsh) if rng.random() < 0.3 else 0.0,
        glare=int(rng.integers(1, 4)) if rng.random() < 0.3 * harsh else 0,
        window=float(rng.uniform(0.1, 0.6)) if rng.random() < 0.3 * harsh else 0.0,
        infrared=bool(rng.random() < 0.12 * harsh),
    )


def any_lens(rng: Rng, harsh: float = 0.5) -> Lens:
    """Lens and file drawn at random; `harsh` from 0 to 1."""
    return Lens(
        blur=float(rng.exponential(0.7 * harsh)),
        motion=float(rng.uniform(1, 6) * harsh) if rng.random() < 0.2 * harsh else 0.0,
        noise=float(rng.exponential(6 * harsh)),
        quality=int(rng.integers(int(95 - 65 * harsh), 97)),
    )


def photograph(
    drawing: Drawing, rng: Rng, pose: Pose, light: Light, lens: Lens, size: tuple[int, int] | None = None
) -> Drawing:
    """The drawing as a camera sees it, in a picture of `size` (width, height), by default the drawing's own."""
    height, width = drawing.image.shape[:2]
    size = size or (width, height)
    background = tuple(int(channel) for channel in drawing.image[0, 0])
    seen = drawing.warped(view(pose, (width, height), size), size, (background[0], background[1], background[2]))
    lit = illuminate(seen.image, rng, light)
    return Drawing(develop(lit, rng, lens), seen.points)


def view(pose: Pose, source: tuple[int, int], size: tuple[int, int]) -> Matrix:
    """The homography of `pose`: a drawing of `source` (width, height) fills a picture of `size` when the pose is neutral."""
    width, height = source
    roll, pitch, yaw = np.radians([pose.roll, pose.pitch, pose.yaw])
    turn = _turn_z(roll) @ _turn_x(pitch) @ _turn_y(yaw)
    distance = 2.5 * max(width, height)
    centre = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 0], [0, 0, 1.0]])
    place = np.eye(4)
    place[:3, :3] = turn
    place[2, 3] = distance / pose.scale
    focal = distance * min(size[0] / width, size[1] / height)
    x, y = size[0] * (0.5 + pose.shift[0]), size[1] * (0.5 + pose.shift[1])
    lens = np.array([[focal, 0, x, 0], [0, focal, y, 0], [0, 0, 1.0, 0]])
    matrix: Matrix = lens @ place @ centre
    return matrix / matrix[2, 2]


def _turn_x(angle: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def _turn_y(angle: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def _turn_z(angle: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]])


def illuminate(image: Image, rng: Rng, light: Light) -> np.ndarray:
    """`image` under `light`, as linear floats of 0 to about 1."""
    picture = image.astype(np.float32) / 255
    if light.infrared:
        pale = picture[..., 2:] * 0.75 + picture[..., 1:2] * 0.15 + picture[..., :1] * 0.1
        picture = np.repeat(pale, 3, axis=2)
    picture = np.power(picture, light.gamma)
    picture = picture * np.array(light.cast, np.float32) if not light.infrared else picture
    height, width = picture.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    if light.gradient:
        angle = rng.uniform(0, 2 * np.pi)
        picture = picture * (1 - light.gradient * (0.5 + 0.5 * (np.cos(angle) * x + np.sin(angle) * y)))[..., None]
    if light.vignette:
        picture = picture * (1 - light.vignette * np.clip(x * x + y * y, 0, 2) / 2)[..., None]
    picture = picture * light.gain
    if light.window:
        picture = picture + _window(rng, height, width)[..., None] * light.window
    for _ in range(light.glare):
        picture = picture + _spot(rng, x, y)[..., None]
    return picture


def _window(rng: Rng, height: int, width: int) -> np.ndarray:
    mask = np.zeros((height, width), np.float32)
    centre = rng.uniform(0, 1, 2) * (width, height)
    sides = rng.uniform(0.15, 0.7, 2) * (width, height)
    box = cv2.boxPoints(((float(centre[0]), float(centre[1])), (float(sides[0]), float(sides[1])), float(rng.uniform(-40, 40))))
    cv2.fillConvexPoly(mask, box.astype(np.int32), 1.0)
    if rng.random() < 0.4:
        cv2.line(mask, tuple(map(int, (box[0] + box[1]) / 2)), tuple(map(int, (box[2] + box[3]) / 2)), 0.0, max(1, width // 60))
    softness = float(rng.uniform(0.3, 4)) * max(height, width) / 100
    return cv2.GaussianBlur(mask, (0, 0), softness)


def _spot(rng: Rng, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    cx, cy = rng.uniform(-1, 1, 2)
    rx, ry = rng.uniform(0.03, 0.3, 2)
    distance = ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2
    sharpness = rng.uniform(1, 6)
    return (rng.uniform(0.3, 2.5) * np.exp(-(distance**sharpness) / 2)).astype(np.float32)


def develop(picture: np.ndarray, rng: Rng, lens: Lens) -> Image:
    """Blur, sensor noise and JPEG: floats of 0 to 1 become the bytes' pixels."""
    if lens.blur > 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), lens.blur)
    if lens.motion > 1:
        picture = cv2.filter2D(picture, -1, _streak(rng, lens.motion))
    if lens.noise:
        grain = rng.normal(0, lens.noise / 255, picture.shape).astype(np.float32)
        picture = picture + grain * np.sqrt(np.clip(picture, 0.05, 1))
    pixels = np.clip(picture * 255, 0, 255).astype(np.uint8)
    return np.asarray(cv2.imdecode(encode(pixels, lens.quality), cv2.IMREAD_COLOR), np.uint8)


def encode(pixels: Image, quality: int) -> np.ndarray:
    """The picture as the bytes of a JPEG file."""
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]


def _streak(rng: Rng, length: float) -> np.ndarray:
    size = int(np.ceil(length)) | 1
    kernel = np.zeros((size, size), np.float32)
    angle = rng.uniform(0, np.pi)
    reach = np.array([np.cos(angle), np.sin(angle)]) * (size - 1) / 2
    middle = np.array([(size - 1) / 2] * 2)
    start, end = middle - reach, middle + reach
    cv2.line(kernel, (round(start[0]), round(start[1])), (round(end[0]), round(end[1])), 1.0, 1, cv2.LINE_AA)
    return kernel / max(kernel.sum(), 1e-6)
