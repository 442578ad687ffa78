"""A display that cycles through pages or sleeps is read on the page that was asked for, and never on another."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import cache

import numpy as np
import pytest

from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.cycling import CyclingMeter
from harimi.simulate.drawing import Drawing
from harimi.vision.align import with_reference
from harimi.vision.face import Face, FaceError, Segments
from harimi.vision.geometry import Image
from harimi.vision.observation import Observation
from harimi.vision.read import complete_face, read

CRYSTAL = CyclingMeter().style
LAMPS = replace(CRYSTAL, glow=True, paper=(14, 14, 20), ink=(60, 60, 250), bloom=0.06)
METERS = {
    "own places": CyclingMeter(),
    "strong ghosts": CyclingMeter(ghost=0.25),
    "one place": CyclingMeter(signs=("T1", "T2", "T3"), shared=True),
    "units": CyclingMeter(signs=("kWh", "kW", "kVA"), shared=True),
    "lamps": CyclingMeter(signs=("m3/h", "m3", "MWh"), shared=True, style=LAMPS),
}
LIGHTS = {
    "day": Light(gradient=0.3),
    "half": Light(gain=0.5),
    "fifth": Light(gain=0.2),
    "infra-red": Light(gain=0.5, vignette=0.5, infrared=True),
}
VALUE = Decimal("204881.07")
WANTED = 1


def view(meter: CyclingMeter, page: int | None, light: Light = LIGHTS["day"], drift: float = 0, seed: int = 0) -> Image:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-drift, drift, 2) / (640, 480)
    drawn = Drawing(meter.draw(f"{VALUE:09.2f}", page), {})
    return photograph(drawn, rng, Pose(roll=drift / 15, shift=(x, y)), light, Lens(blur=0.5, noise=2)).image


@cache
def face_of(name: str) -> Face:
    meter = METERS[name]
    return Face.parse(with_reference(meter.face(WANTED), view(meter, WANTED)).text())


def seen(name: str, page: int | None, light: str = "day", drift: float = 0, seed: int = 1) -> Observation:
    image = view(METERS[name], page, LIGHTS[light], drift, seed)
    return read(encode(image, 90).tobytes(), face_of(name))


def codes(observation: Observation) -> list[str]:
    return [reason.code for reason in observation.reasons]


@pytest.mark.parametrize("name", METERS)
def test_only_the_page_that_was_asked_for_is_ever_published(name: str) -> None:
    right: Counter[str] = Counter()
    for light in LIGHTS:
        for drift in (2, 10):
            for page in (0, 1, 2):
                shown = seen(name, page, light, drift, seed=7 * drift + page)
                if page == WANTED:
                    right["published"] += shown.state == "published" and shown.value == VALUE
                else:
                    assert (shown.value, shown.state, shown.confidence) == (None, "unreadable", 0.0)
                    assert codes(shown)[0] == "other_page"
    assert right["published"] >= 7


@pytest.mark.parametrize("name", ["own places", "one place", "lamps"])
def test_a_sleeping_display_is_named_so(name: str) -> None:
    assert codes(seen(name, None)) == ["display_asleep"]


def test_a_display_without_pages_is_known_to_sleep_too() -> None:
    face = face_of("own places")
    plain = face.model_copy(update={"displays": (face.displays[0].model_copy(update={"page": ()}),)})
    asleep = read(encode(view(METERS["own places"], None), 90).tobytes(), plain)
    assert (asleep.value, codes(asleep)) == (None, ["display_asleep"])


def test_a_sign_that_must_be_unlit_keeps_other_pages_out() -> None:
    meter = METERS["own places"]
    whole = meter.face(WANTED, all_signs=True)
    row = whole.displays[0]
    assert isinstance(row, Segments)
    unlit = row.model_copy(update={"page": tuple(sign for sign in row.page if not sign.lit)})
    face = with_reference(whole.model_copy(update={"displays": (unlit,)}), view(meter, WANTED))
    states = [read(encode(view(meter, page, seed=3), 90).tobytes(), face) for page in (0, 1, 2)]
    assert [state.state for state in states] == ["unreadable", "published", "unreadable"]


def test_a_reflection_over_the_sign_publishes_nothing() -> None:
    image, face = view(METERS["own places"], WANTED), face_of("own places")
    row = face.displays[0]
    assert isinstance(row, Segments)
    (x0, y0), (x1, y1) = np.min(row.page[0].corners, 0), np.max(row.page[0].corners, 0)
    image[int(y0) : int(y1), int(x0) : int(x0 + 0.6 * (x1 - x0))] = 255
    assert codes(read(encode(image, 90).tobytes(), face))[0] == "page_unsure"


def test_a_page_that_keeps_no_look_is_not_read_but_asks_to_be_completed() -> None:
    meter = METERS["own places"]
    photo = encode(view(meter, WANTED), 90).tobytes()
    by_hand = Face.parse(meter.face(WANTED).text())
    assert codes(read(photo, by_hand)) == ["page_not_kept"]
    assert read(photo, complete_face(photo, by_hand)).state == "published"


def test_the_look_of_a_page_outlives_a_correction_on_a_photograph_of_another() -> None:
    face, other = face_of("one place"), view(METERS["one place"], 0)
    again = with_reference(face, other)
    assert again.displays == face.displays
    assert codes(read(encode(other, 90).tobytes(), again))[0] == "other_page"


def test_anchors_keep_clear_of_the_signs() -> None:
    face = face_of("own places")
    row, reference = face.displays[0], face.reference
    assert isinstance(row, Segments)
    assert reference is not None
    (low, high) = np.min(row.page[0].corners, 0), np.max(row.page[0].corners, 0)
    assert not any(np.all((low <= anchor.at) & (anchor.at <= high)) for anchor in reference.anchors)


def test_a_face_made_on_a_photograph_without_its_sign_says_so_at_once() -> None:
    meter = CyclingMeter(ghost=0.0)
    photo = encode(view(meter, 2), 90).tobytes()
    assert codes(read(photo, complete_face(photo, meter.face(WANTED))))[0] == "page_unsure"


def test_a_sign_outside_the_view_is_named() -> None:
    face = METERS["units"].face(0).model_dump()
    face["displays"][0]["page"][0]["corners"] = [[700, 10], [760, 10], [760, 40], [700, 40]]
    with pytest.raises(ValueError, match="a sign of 'display' encloses nothing of the 640×480 view"):
        Face.model_validate(face)


@pytest.mark.parametrize("pixels", ["?", "AAAA"])
def test_damaged_pixels_of_a_sign_are_named(pixels: str) -> None:
    text = METERS["units"].face(0).text().replace('"pixels": ""', f'"pixels": "{pixels}"')
    with pytest.raises(FaceError, match="sign are damaged"):
        Face.parse(text)


def test_a_face_of_another_shape_is_not_completed() -> None:
    narrow = np.ascontiguousarray(view(METERS["units"], 0)[:, :400])
    with pytest.raises(FaceError, match="400×480"):
        complete_face(encode(narrow, 90).tobytes(), METERS["units"].face(0))
