"""What people provide (clause 1(1)) and what the camera sees (1(2)④): no card number, no position, nothing beside the meter."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import cv2
import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from numpy.typing import NDArray
from PIL import Image

from harimi.service.captures.models import Capture, Cut
from harimi.service.captures.services import SetUpOverError, accept
from harimi.service.devices.models import Device, Installation
from harimi.service.meters.models import Meter
from harimi.service.platform.blobs import blobs
from harimi.service.privacy import choices
from harimi.service.privacy.cards import masked
from harimi.service.privacy.choices import Asked
from harimi.service.privacy.held import held
from harimi.service.privacy.models import AccessLog
from harimi.service.privacy.promptly import Breach, breaches
from tests.meters import METERS, shot
from tests.services.world import home, person, work, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
START = datetime(2026, 4, 6, tzinfo=UTC)
PixelArray = NDArray[np.uint8]
CARD = "4111 1111 1111 1111"
ASKED = Asked("May we?", "ja", "my_account")


@pytest.mark.clause("PP-1(1)4b")
@pytest.mark.parametrize(
    "typed",
    [
        CARD,
        "4111-1111-1111-1111",
        "4111111111111111",
        "４１１１１１１１１１１１１１１１",
        "4111.1111.1111.1111",
        "4111–1111–1111–1111",
    ],
)
def test_a_card_number_in_a_name_is_masked_before_it_is_kept(typed: str) -> None:
    owner = person("owner@example.jp")
    site = home(owner)
    client = Client()
    client.force_login(owner)
    photo = SimpleUploadedFile("a.jpg", shot(METERS["energy"], METERS["energy"].start))
    form = {"photo": photo, "name": f"My card {typed}", "site": str(site.pk), "kind": "segments", "digits": 8, "decimals": 2}
    assert client.post(reverse("new_meter"), form).status_code == 302
    assert Meter.objects.get().name == "My card ••••1111"
    named = client.post(reverse("connect_camera", args=[Meter.objects.get().pk]), {"name": f"Cam {typed}"})
    assert named.status_code == 200
    assert Device.objects.get(kind="camera").name == "Cam ••••1111"


@pytest.mark.parametrize("number", ["4111 1111 1111 1112", "123456789012", "Meter 12-345678", "2026-11-24 09:30:00"])
def test_other_numbers_stay_as_they_are(number: str) -> None:
    assert masked(number) == number


@pytest.mark.clause("PP-1(1)5")
def test_a_place_is_a_word_and_becomes_no_position() -> None:
    made = world("pressure", since=START)
    made.site.name = "2F 機械室"
    made.site.save()
    work()
    assert not [name for name, place in held().places() if place.item == "location"]
    client = Client()
    client.force_login(made.owner)
    assert "geolocation=()" in client.get("/").headers["Permissions-Policy"]


def _pixels(photo: bytes) -> PixelArray:
    return np.asarray(cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def _photograph_of_a_life() -> tuple[bytes, PixelArray]:
    """A photograph with a QR code beside the meter, and a position in its metadata."""
    picture = _pixels(shot(METERS["energy"], METERS["energy"].start))
    code: PixelArray = cv2.QRCodeEncoder.create().encode("canary-7Kq2")
    picture[355:, 260:385] = 255
    picture[362:472, 268:378] = cv2.resize(cv2.cvtColor(code, cv2.COLOR_GRAY2BGR), (110, 110), interpolation=cv2.INTER_NEAREST)
    exif = Image.Exif()
    exif[0x010F] = "Canary Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 32.0, 47.0), 3: "E", 4: (139.0, 26.0, 51.0)})
    kept = BytesIO()
    Image.fromarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)).save(kept, "JPEG", quality=95, exif=exif)
    return kept.getvalue(), picture


@pytest.mark.clause("PP-1(2)4a")
def test_only_the_meter_is_kept_of_a_photograph_and_no_metadata() -> None:
    photo, picture = _photograph_of_a_life()
    assert cv2.QRCodeDetector().detectAndDecode(picture)[0] == "canary-7Kq2"
    made = world("energy", since=START)
    taken_at = START + timedelta(hours=1)
    accept(made.device, photo, taken_at)
    cut = Cut.objects.get(taken_at=taken_at)
    kept = blobs().get(cut.blob)
    assert not Image.open(BytesIO(kept)).getexif()
    assert b"Canary" not in kept
    seen = _pixels(kept)
    assert seen.shape[0] < picture.shape[0]
    assert seen.shape[1] < picture.shape[1]
    assert cv2.QRCodeDetector().detectAndDecode(seen)[0] == ""


def test_what_is_made_from_a_photograph_leads_back_to_whom_it_is_about() -> None:
    made = world("energy", since=START)
    work()
    cut = Cut.objects.get()
    assert cut.capture.device.organization.subject_id == made.site.organization.subject_id


@pytest.mark.clause("PP-1(2)4b")
def test_without_a_face_in_time_a_photograph_is_refused_and_not_kept() -> None:
    made = world("energy", since=START, faced=False)
    Installation.objects.update(set_up_ends=timezone.now() - timedelta(minutes=1))
    with pytest.raises(SetUpOverError):
        accept(made.device, shot(made.living, made.living.start), START + timedelta(hours=1))
    assert not Capture.objects.exists()


@pytest.mark.clause("PP-3-2e")
def test_a_stop_that_is_not_obeyed_in_time_is_noticed() -> None:
    who = person("who@example.jp")
    stopped = choices.stop(who.subject_id, ASKED, item="access_log")
    row = AccessLog.objects.create(subject=who.subject, method="GET", page="meters", status=200)
    AccessLog.objects.filter(pk=row.pk).update(at=stopped.at + timedelta(seconds=59))
    assert breaches() == []
    AccessLog.objects.filter(pk=row.pk).update(at=stopped.at + timedelta(seconds=61))
    assert breaches() == [Breach("access_log", 1)]
    choices.resume(who.subject_id, ASKED, item="access_log")
    assert breaches() == []
