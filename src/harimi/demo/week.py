"""A week in the life of a meter: its photographs, taken by simulated cameras, read one after the other with their history."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import cv2
import numpy as np

from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.days import snapshot
from harimi.simulate.drawing import Drawing
from harimi.simulate.living import LivingMeter, Moment
from harimi.vision import history
from harimi.vision.align import with_reference
from harimi.vision.face import Face
from harimi.vision.observation import Observation
from harimi.vision.read import read

Rng = np.random.Generator
_REMEMBERED = 12


@dataclass(frozen=True)
class Look:
    """One photograph: what the meter truly showed, what was read, and how long reading took (milliseconds)."""

    moment: Moment
    observation: Observation
    ms: float
    wrong: bool


def set_up(meter: LivingMeter) -> Face:
    """The face as a person draws it on the set-up photograph, in good light."""
    drawing = Drawing(meter.look.draw(meter.start), {})
    first = photograph(drawing, np.random.default_rng(0), Pose(), Light(), Lens(blur=0.4, noise=1.0)).image
    return with_reference(meter.look.face(), first)


def live(meter: LivingMeter, start: datetime, every: timedelta, count: int, rng: Rng) -> Iterator[Look]:
    """`count` photographs, each read with what was trusted before it. Half-way somebody knocks against the camera."""
    face = set_up(meter)
    past: tuple[history.Moment, ...] = (history.Moment.known(start - every, meter.start),)
    for n, moment in enumerate(meter.moments(start, every, count, rng)):
        image = snapshot(meter.look.draw(moment.value), moment.at, rng, knocked=n >= count / 2)
        photo = encode(image, 88).tobytes()
        before = time.perf_counter()
        observation = read(photo, face, _history(meter, past, moment.at))
        ms = (time.perf_counter() - before) * 1000
        if observation.state == "published" and observation.value is not None:
            past = (*past, history.Moment.known(moment.at, observation.value))[-_REMEMBERED:]
        yield Look(moment, observation, ms, _wrong(observation, moment.value, meter.tolerance))


def thumbnail(picture: np.ndarray, width: int) -> bytes:
    """A picture as a small JPEG of `width` pixels."""
    factor = width / picture.shape[1]
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return encode(np.asarray(small, np.uint8), 82).tobytes()


def _history(meter: LivingMeter, past: tuple[history.Moment, ...], taken_at: datetime) -> history.History:
    limits = history.Limits(counts_up=meter.max_per_hour is not None, max_per_hour=meter.max_per_hour)
    return history.History(past, taken_at, limits)


def _wrong(observation: Observation, truth: Decimal, tolerance: Decimal) -> bool:
    if observation.state != "published" or observation.value is None:
        return False
    return abs(observation.value - truth) > tolerance
