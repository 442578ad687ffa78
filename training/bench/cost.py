"""What reading costs: milliseconds for a full meter whose face is known, and the memory of a process that read every kind."""

import json
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from harimi.demo.week import set_up
from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.drums import DrumStyle, Finish, draw_drums, wheel_phases
from harimi.simulate.living import household
from harimi.vision.align import with_reference
from harimi.vision.face import Dial, Drums, Face
from harimi.vision.geometry import Image, quad
from harimi.vision.read import read

_ROW = DrumStyle(window=38, whole=Finish(ink=(240, 240, 240), paper=(30, 30, 30), frame=(25, 25, 25)), rim=0.3)
_AT = (224, 76)
"""Upper left of the row, where the household's water meter has its shorter one."""
_DIGITS = 8
Named = dict[str, object]
Request = tuple[str, str | None, Named | None]
"""A photograph's file, its face's or None, and what is declared or None."""


def cost_part(count: int) -> str:
    """Markdown: two lines with the figures and their goals."""
    middle, high, right = speed(count)
    kib, served = memory()
    worker = "with Django and the service's worker loaded" if served else "of vision alone, the service not being installed"
    return (
        f"- Eight drums and four dials with a known face, rendered, 640×480: {middle:.0f} ms of processor time in the median, "
        f"{high:.0f} ms at the 95th percentile of {count} photographs, of which {right} were published right (goal: 25 ms).\n"
        f"- One process {worker}, that has read every kind with and without a face: "
        f"{kib / 1024:.0f} MiB of memory at most (goal: 300 MB, which are 286 MiB).\n"
    )


def speed(count: int) -> tuple[float, float, int]:
    """Median and 95th percentile of a reading's processor time, milliseconds, and how many were published right."""
    face, rng = full_face(), np.random.default_rng(5)
    read(_photo(Decimal(0), rng), face)
    times, right = [], 0
    for _ in range(count):
        value = Decimal(int(rng.integers(0, 10 ** (_DIGITS + 4)))).scaleb(-4)
        photo = _photo(value, rng)
        start = time.process_time()
        seen = read(photo, face)
        times.append((time.process_time() - start) * 1000)
        right += seen.state == "published" and seen.value is not None and abs(seen.value - value) <= Decimal("0.0002")
    return float(np.median(times)), float(np.percentile(times, 95)), right


def full_face() -> Face:
    """The face of the meter with eight drums and four hands, as set up in good light."""
    water = household()[0].look
    row = draw_drums((0.0,) * _DIGITS, _ROW)
    hands = tuple(display for display in water.face().displays if isinstance(display, Dial))
    drums = Drums(corners=quad(row.points["corners"] + np.array(_AT, float)), digits=_DIGITS)
    face = Face(size=(640, 480), unit="m3", displays=(drums, *hands))
    return with_reference(face, _seen(Decimal("1234.5678"), np.random.default_rng(0), Pose()))


def _drawn(value: Decimal) -> Image:
    """The household's water meter with a longer row of drums over its own."""
    canvas = household()[0].look.draw(value % 100_000)
    canvas[78:178, 222:479] = canvas[70, 240]
    whole = int(value)
    row = draw_drums(wheel_phases(whole + max(0.0, float(value - whole) * 10 - 9), _DIGITS), _ROW).image
    canvas[_AT[1] : _AT[1] + row.shape[0], _AT[0] : _AT[0] + row.shape[1]] = row
    return canvas


def _photo(value: Decimal, rng: np.random.Generator) -> bytes:
    x, y = rng.uniform(-3, 3, 2) / (640, 480)
    return encode(_seen(value, rng, Pose(shift=(x, y))), 90).tobytes()


def _seen(value: Decimal, rng: np.random.Generator, pose: Pose) -> Image:
    return photograph(Drawing(_drawn(value), {}), rng, pose, Light(gradient=0.3), Lens(blur=0.5, noise=2)).image


def memory() -> tuple[int, bool]:
    """The most memory (KiB) that a process of its own held while it read every kind, and whether it had the service loaded."""
    with TemporaryDirectory() as folder:
        _fill(Path(folder))
        command = [sys.executable, "-m", "training.bench.worker", folder]
        answer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1])  # noqa: S603
    return int(answer["kib"]), bool(answer["service"])


def _fill(folder: Path) -> None:
    """Photographs of the household and of the full meter, and the requests to read each with and without its face."""
    declarations: tuple[Named, ...] = (
        {"kind": "drums", "digits": 5, "decimals": 0},
        {"kind": "dial", "range": ["0", "1.6"]},
        {"kind": "segments", "digits": 8, "decimals": 2},
    )
    requests: list[Request] = []
    for living, named in zip(household(), declarations, strict=True):
        drawn = Drawing(living.look.draw(living.start), {})
        picture = photograph(drawn, np.random.default_rng(1), Pose(), Light(), Lens(blur=0.5, noise=2)).image
        large = cv2.resize(picture, (1920, 1440), interpolation=cv2.INTER_CUBIC)
        requests += _kept(folder, living.id, encode(np.asarray(large, np.uint8), 90).tobytes(), set_up(living), named)
    requests += _kept(folder, "full", _photo(Decimal("20881.0707"), np.random.default_rng(2)), full_face(), None)
    (folder / "requests.json").write_text(json.dumps(requests), encoding="utf-8")


def _kept(folder: Path, name: str, photo: bytes, face: Face, named: Named | None) -> list[Request]:
    (folder / f"{name}.jpg").write_bytes(photo)
    (folder / f"{name}.json").write_text(face.text(), encoding="utf-8")
    known: Request = (f"{name}.jpg", f"{name}.json", None)
    return [known, (f"{name}.jpg", None, named)] if named else [known]
