"""A photograph comes in: checked, stripped, cut, stored, and only then acknowledged."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from harimi.service.captures.models import Capture, Cut
from harimi.service.captures.parts import covers, shares, within
from harimi.service.captures.pictures import Picture, cut, upright
from harimi.service.devices.models import Device, Frame, Installation
from harimi.service.platform.blobs import blobs
from harimi.service.privacy.holdings import stored

UNNAMED = timedelta(days=1)
AHEAD = timedelta(minutes=5)
"""How far a camera's clock may be ahead of ours."""


class CaptureError(ValueError):
    """A photograph that is not taken. `code` is stable; the message says what to do."""

    code = "refused"


class KeyReusedError(CaptureError):
    """The idempotency key was used for another photograph."""

    code = "key_reused"


class FutureError(CaptureError):
    """The photograph claims to be taken later than now."""

    code = "taken_in_future"


class NotInstalledError(CaptureError):
    """The device watched no meter when the photograph was taken."""

    code = "not_installed"


class SetUpOverError(CaptureError):
    """Nobody drew a face in time, so that whole photographs may no longer be kept."""

    code = "set_up_over"


class PartTooSmallError(CaptureError):
    """The part of the view that was sent does not show the display."""

    code = "part_too_small"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A photograph that we have; `fresh` where it came for the first time."""

    capture: Capture
    fresh: bool


def accept(
    device: Device,
    data: bytes,
    taken_at: datetime,
    key: str = "",
    *,
    only: Installation | None = None,
    part: Frame | None = None,
) -> Accepted:
    """Takes a photograph; when this returns, its bytes and its row outlive a power cut.

    The same photograph sent twice is one capture. It shows what the device watched then, or the `only` one that is named;
    `part` is what of the view was sent, None for all of it. Raises a `CaptureError`, or a `PhotoError` where the bytes are no
    usable photograph; nothing is kept then.
    """
    digest = hashlib.sha256(data).hexdigest()
    known = _known(device, digest, taken_at, key)
    if known is not None:
        return Accepted(known, fresh=False)
    if taken_at > timezone.now() + AHEAD:
        raise FutureError(f"taken at {taken_at.isoformat()}, which is yet to come; set the camera's clock")
    watching = _watching(device, taken_at) if only is None else _open([only])
    seen = _seen(watching, part)
    image = upright(data)
    kept = [(installation, cut(image, inside)) for installation, inside in seen]
    stored = [(installation, picture, blobs().put(picture.data)) for installation, picture in kept]
    capture = Capture(device=device, taken_at=taken_at, idempotency_key=key, content_hash=digest)
    try:
        return Accepted(_recorded(capture, part, stored), fresh=True)
    except IntegrityError:
        rival = _known(device, digest, taken_at, key)
        if rival is None:
            raise
        return Accepted(rival, fresh=False)


def _known(device: Device, digest: str, taken_at: datetime, key: str) -> Capture | None:
    """The capture that this photograph already is."""
    same = Q(content_hash=digest, taken_at=taken_at)
    found = device.captures.filter(same | Q(idempotency_key=key) if key else same).first()
    if found is not None and found.content_hash != digest:
        raise KeyReusedError(f"the idempotency key {key!r} belongs to another photograph; use a new key for each")
    return found


def _watching(device: Device, taken_at: datetime) -> list[Installation]:
    """What the device watched at that time and may still be kept."""
    then = device.installations.filter(Q(until=None) | Q(until__gt=taken_at), since__lte=taken_at)
    found = list(then.select_related("meter"))
    if not found:
        raise NotInstalledError("this camera watched no meter at that time; install it over a meter first")
    return _open(found)


def _open(found: list[Installation]) -> list[Installation]:
    open_ones = [one for one in found if one.frame is not None or one.set_up_ends > timezone.now()]
    if not open_ones:
        raise SetUpOverError("the meter's face was not drawn in time; start its set-up again in My Account")
    return open_ones


def _seen(watching: list[Installation], part: Frame | None) -> list[tuple[Installation, Frame | None]]:
    """Those whose whole display the part shows, and where in the part it is; None while all that comes is kept."""
    frames = [(one, one.cut) for one in watching]
    found = [
        (one, None if frame is None else within(part, frame))
        for one, frame in frames
        if part is None or frame is None or covers(part, frame)
    ]
    if not found:
        whole = next(frame for _, frame in frames if frame is not None)
        raise PartTooSmallError(
            f"the part that was sent does not show the whole display; send at least "
            f"{whole.x:.3f},{whole.y:.3f},{whole.width:.3f},{whole.height:.3f} of the view"
        )
    return found


@transaction.atomic
def _recorded(capture: Capture, part: Frame | None, stored: Iterable[tuple[Installation, Picture, str]]) -> Capture:
    capture.save(force_insert=True)
    for installation, picture, blob in stored:
        ready = installation.frame is not None
        Cut.objects.create(
            capture=capture,
            installation=installation,
            taken_at=capture.taken_at,
            blob=blob,
            width=picture.width,
            height=picture.height,
            part=None if part is None else shares(part),
            frame=installation.frame,
            state=Cut.State.DUE if ready else Cut.State.WAITING,
            due_at=timezone.now() if ready else None,
        )
    return capture


def forget_unset(now: datetime | None = None) -> int:
    """Deletes whole photographs whose face was not drawn in time; how many."""
    over = Cut.objects.filter(frame__isnull=True, installation__set_up_ends__lt=now or timezone.now())
    gone = list(over)
    for each in gone:
        drop(each)
    return len(gone)


def sweep(now: datetime | None = None) -> int:
    """Deletes bytes that no row names, such as those whose deletion failed; how many.

    Younger ones may be about to be named.
    """
    before, gone = (now or timezone.now()) - UNNAMED, 0
    for keys in blobs().older_than(before):
        for key in set(keys) - _named(keys):
            blobs().delete(key)
            gone += 1
    return gone


def _named(keys: list[str]) -> set[str]:
    """Those of the keys that a row names."""
    found = (
        model._base_manager.filter(**{f"{column}__in": keys}).values_list(column, flat=True)
        for model, column in stored().items()
    )
    return {key for keys in found for key in keys}


@transaction.atomic
def drop(gone: Cut) -> None:
    """Deletes a cut, its bytes unless another cut shows the same, and its capture when nothing of it is left."""
    gone.delete()
    if not Cut.objects.filter(blob=gone.blob).exists():
        transaction.on_commit(lambda: blobs().delete(gone.blob))
    if not Cut.objects.filter(capture_id=gone.capture_id).exists():
        Capture.objects.filter(pk=gone.capture_id).delete()
