"""Pictures of documents: asked for, sent, looked at, and gone with the decision."""

import zlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from harimi.service.accounts.staff import StaffRole
from harimi.service.contracts import applying, deciding, evidence, forgetting, identity
from harimi.service.contracts.applying import ApplicationError
from harimi.service.contracts.models import Application, IdentityCheck
from harimi.service.platform import redrawing
from harimi.service.platform.blobs import blobs
from harimi.service.privacy.audit import looks_at
from tests.services.applicants import link_mailed, picture, received
from tests.services.applicants import opened as opened
from tests.services.applicants import visitor as visitor
from tests.services.office import desk, signed_in, worker

pytestmark = pytest.mark.django_db(transaction=True)
State, Outcome = Application.State, IdentityCheck.Outcome


@pytest.mark.usefixtures("opened")
def test_a_picture_is_asked_for_sent_looked_at_and_gone(visitor: Client) -> None:
    row, token = received()
    reception = desk(StaffRole.RECEPTION)
    assert "A picture is asked for" in reception.post(f"/office/applications/{row.pk}/step", {"step": "ask"}, follow=True).text
    assert visitor.get(f"/apply/{token}").status_code == 404
    address = link_mailed()
    sent = {"step": "picture", "picture": SimpleUploadedFile("licence.jpg", picture(), "image/jpeg")}
    assert "We have your picture" in visitor.post(address, sent, follow=True).text
    check = row.checks.get()
    assert (check.outcome, blobs().has(check.evidence)) == (Outcome.SENT, True)
    assert b"JFIF" not in blobs().get(check.evidence)
    shown = reception.get(f"/office/applications/evidence/{check.pk}")
    assert Image.open(BytesIO(shown.content)).size == (900, 600)
    assert [one.purpose for one in looks_at(row.subject_id)][:1] == ["identity_check"]
    assert "picture is deleted" in reception.post(f"/office/applications/{row.pk}/step", {"step": "them"}, follow=True).text
    assert not blobs().has(check.evidence)
    assert reception.get(f"/office/applications/evidence/{check.pk}").status_code == 404
    assert row.checks.get().outcome == Outcome.CONFIRMED


@pytest.mark.usefixtures("opened")
def test_a_second_picture_takes_the_place_of_the_first() -> None:
    row, _ = received()
    check = identity.ask(row, link="https://here", actor=worker(StaffRole.RECEPTION))
    identity.send(check, picture())
    first = check.evidence
    identity.send(check, picture("PNG"))
    assert not blobs().has(first)
    assert blobs().has(check.evidence)
    with pytest.raises(ApplicationError, match="asked_already"):
        identity.ask(row, link="https://here", actor=worker())


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"", "no_picture"),
        (b"%PDF-1.7", "no_picture"),
        (picture()[:2000], "no_picture"),
        (b"x" * 12_000_001, "picture_too_large"),
    ],
)
def test_what_is_no_picture_is_refused_and_nothing_is_kept(sent: bytes, why: str) -> None:
    row, _ = received()
    check = identity.ask(row, link="https://here", actor=worker(StaffRole.RECEPTION))
    with pytest.raises(redrawing.PictureError, match=why):
        identity.send(check, sent)
    assert not check.evidence


def test_where_a_picture_was_taken_does_not_come_along() -> None:
    told = Image.Exif()
    told[0x010E] = "secret words"
    told.get_ifd(0x8825)[1] = "N"
    assert b"secret words" in picture(exif=told)
    assert b"secret words" not in redrawing.redrawn(picture(exif=told))
    assert not Image.open(BytesIO(redrawing.redrawn(picture(exif=told)))).getexif()


@pytest.mark.usefixtures("opened")
def test_a_picture_at_which_nobody_looked_goes_after_a_month() -> None:
    row, _ = received()
    check = identity.ask(row, link="https://here", actor=worker(StaffRole.RECEPTION))
    identity.send(check, picture())
    assert evidence.forget_old(timezone.now() + timedelta(days=29)) == 0
    assert evidence.forget_old(timezone.now() + timedelta(days=31)) == 1
    assert not blobs().has(check.evidence)


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("how", ["refused", "withdrawn", "seen", "lapsed"])
def test_no_picture_outlives_the_decision(how: str, visitor: Client) -> None:
    row, _ = received()
    actor = worker(StaffRole.RECEPTION)
    check = identity.ask(row, link="https://here", actor=actor)
    identity.send(check, picture())
    match how:
        case "refused":
            deciding.refuse(row, "area", actor=actor)
        case "withdrawn":
            applying.withdraw(row)
        case "seen":
            identity.seen(row, "document", actor=actor)
        case "lapsed":
            forgetting.lapse(row, timezone.now())
    assert not blobs().has(check.evidence)
    assert not IdentityCheck.objects.exclude(evidence="").exists()
    assert signed_in(actor).get(f"/office/applications/evidence/{check.pk}").status_code == 404


def _broken_png(kind: str) -> bytes:
    whole = picture("PNG")
    if kind == "cut short":
        return whole[:40]
    chunk = b"zTXt" + b"k\0\0" + zlib.compress(b"x" * 80_000_000)
    told = len(chunk[4:]).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    return whole[:33] + told + whole[33:]


@pytest.mark.parametrize("kind", ["cut short", "a bomb of text"])
def test_a_broken_picture_is_no_picture(kind: str) -> None:
    with pytest.raises(redrawing.PictureError):
        redrawing.redrawn(_broken_png(kind))


def test_a_picture_of_too_many_pixels_is_not_drawn() -> None:
    made = BytesIO()
    Image.new("1", (6000, 5000)).save(made, "PNG")
    with pytest.raises(redrawing.PictureError, match="picture_too_large"):
        redrawing.redrawn(made.getvalue())


@pytest.mark.usefixtures("opened")
def test_only_so_many_pictures_are_taken_in_an_hour(visitor: Client) -> None:
    row, token = received()
    identity.ask(row, link="https://here", actor=worker(StaffRole.RECEPTION))
    answers = [
        visitor.post(
            f"/apply/{token}", {"step": "picture", "picture": SimpleUploadedFile("a.jpg", picture())}, follow=True
        ).text
        for _ in range(6)
    ]
    assert all("We have your picture" in one for one in answers[:5])
    assert "Many pictures" in answers[5]
