"""Files of inquiries: pictures drawn anew, PDFs as files, sealed, for who asked and for support, gone with the case."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from harimi.service.platform.blobs import blobs
from harimi.service.privacy import keys
from harimi.service.privacy.audit import looks_at
from harimi.service.rights.erasing import erase
from harimi.service.support.asking import say
from harimi.service.support.attachments import LARGEST_DOCUMENT, MOST_FILES, FileError, all_checked, checked, content
from harimi.service.support.by_mail import take
from harimi.service.support.links import token_of
from harimi.service.support.models import Attachment, Case, Message
from tests.services.applicants import picture
from tests.services.exporting import house, rows, taken
from tests.services.inquiries import TYPED, asked_by, letter, visitor
from tests.services.office import desk, signed_in
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
PDF = b"%PDF-1.7\nwords"


@pytest.fixture
def client() -> Client:
    return signed_in(person("owner@example.jp"))


def _sent(*files: bytes) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile("IMG_0001.JPG", one) for one in files]


def _with_place() -> bytes:
    told = Image.Exif()
    told[0x010E] = "secret words"
    return picture(exif=told)


def _asked(client: Client, *files: bytes) -> Case:
    answer = client.post("/account/questions/new", {"kind": "fault", "body": "It is dark.", "attached": _sent(*files)})
    assert answer.status_code == 302, answer.text
    return Case.objects.get()


def test_a_member_attaches_pictures_and_sees_them_without_what_was_hidden_in_them(client: Client) -> None:
    case = _asked(client, _with_place(), PDF)
    first, second = Attachment.objects.order_by("pk")
    assert (first.kind, second.kind) == ("picture", "document")
    page = client.get(f"/account/questions/{case.pk}").text
    assert f'<img src="/account/questions/{case.pk}/files/{first.pk}"' in page
    User.objects.update(suspended_at=timezone.now())  # whoever is suspended still follows what they asked
    shown = client.get(f"/account/questions/{case.pk}/files/{first.pk}")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert b"secret words" not in shown.content
    assert Image.open(BytesIO(shown.content)).size == (900, 600)


def test_a_pdf_is_a_file_to_be_stored_and_never_a_page(client: Client) -> None:
    case = _asked(client, PDF)
    got = client.get(f"/account/questions/{case.pk}/files/{Attachment.objects.get().pk}")
    assert got.content == PDF
    assert got["Content-Disposition"] == f'attachment; filename="{case.number}_{Attachment.objects.get().pk}.pdf"'
    assert "sandbox" in got["Content-Security-Policy"]
    assert "no-store" in got["Cache-Control"]


def test_the_bytes_lie_sealed_and_close_with_the_persons_key(client: Client) -> None:
    _asked(client, PDF)
    row = Attachment.objects.get()
    assert b"words" not in blobs().get(row.blob)
    assert content(row) == PDF
    keys.destroy(row.message.case.subject_id)
    with pytest.raises(keys.KeyGoneError):
        content(row)


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([b"MZ not a picture"], "Choose pictures"),
        ([b"<svg onload=x>"], "Choose pictures"),
        ([PDF + b"x" * LARGEST_DOCUMENT], "too large"),
        ([PDF] * (MOST_FILES + 1), "Up to 4 files"),
    ],
)
def test_what_is_not_taken_is_said_and_nothing_is_kept(client: Client, files: list[bytes], why: str) -> None:
    answer = client.post("/account/questions/new", {"kind": "fault", "body": "It is dark.", "attached": _sent(*files)})
    assert answer.status_code == 422
    assert why in answer.text
    assert not Case.objects.exists()


def test_a_later_message_has_files_too_and_says_what_is_wrong(client: Client) -> None:
    case = _asked(client)
    address = f"/account/questions/{case.pk}"
    told = client.post(address, {"step": "say", "body": "Look", "attached": _sent(b"no")}, follow=True)
    assert "Choose pictures" in told.text
    client.post(address, {"step": "say", "body": "Look", "attached": _sent(picture())})
    assert [Attachment.objects.filter(message=one).count() for one in Message.objects.order_by("pk")] == [0, 1]


def test_a_case_has_only_so_many(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harimi.service.support.attachments.MOST_IN_A_CASE", 3)
    case = _asked(client, PDF, PDF)
    told = client.post(
        f"/account/questions/{case.pk}", {"step": "say", "body": "More", "attached": _sent(PDF, PDF)}, follow=True
    )
    assert "up to 40 files" in told.text
    assert (Attachment.objects.count(), Message.objects.count()) == (2, 1)
    say(case, "By mail", files=[checked(PDF), checked(PDF)])
    assert (Attachment.objects.count(), Message.objects.count()) == (3, 2)


def test_a_stranger_attaches_and_opens_them_by_the_link_alone() -> None:
    browser = visitor()
    assert browser.post("/contact", {**TYPED, "attached": _sent(picture())}).status_code == 200
    case, row = Case.objects.get(), Attachment.objects.get()
    page = reverse("own_case", args=[token_of(case)])
    assert f"{page}/files/{row.pk}" in browser.get(page).text
    assert browser.get(f"{page}/files/{row.pk}").status_code == 200
    assert browser.get(f"/contact/nonsense/files/{row.pk}").status_code == 404


def test_only_who_asked_and_support_open_them_and_each_opening_by_staff_is_a_look(client: Client) -> None:
    case, other = _asked(client, picture()), signed_in(person("other@example.jp"))
    row, third = Attachment.objects.get(), person("third@example.jp")
    theirs = asked_by(third)
    assert other.get(f"/account/questions/{case.pk}/files/{row.pk}").status_code == 404
    assert signed_in(third).get(f"/account/questions/{theirs.pk}/files/{row.pk}").status_code == 404
    office = f"/office/cases/{case.pk}/files/{row.pk}"
    assert desk(StaffRole.LOGISTICS).get(office).status_code == 404
    before = looks_at(case.subject_id).count()
    support = desk(StaffRole.SUPPORT)
    assert support.get(office).status_code == 200
    assert looks_at(case.subject_id).count() == before + 1
    assert office in support.get(f"/office/cases/{case.pk}").text


def test_files_of_a_mail_are_kept_and_others_are_counted() -> None:
    made = letter("See the picture")
    made.add_attachment(picture("PNG"), maintype="image", subtype="png", filename="a.png")
    made.add_attachment(b"PK\3\4", maintype="application", subtype="zip", filename="a.zip")
    assert take(made)
    assert [one.kind for one in Attachment.objects.all()] == ["picture"]
    assert "(Attached files were not taken: 1.)" in Message.objects.get().body


def test_a_mail_of_a_picture_alone_is_an_inquiry() -> None:
    made = letter("")
    made.add_attachment(picture(), maintype="image", subtype="jpeg", filename="a.jpg")
    assert take(made)
    assert Message.objects.get().body == "A question"


def test_the_same_mail_told_twice_has_its_files_once() -> None:
    made: Any = letter("See")
    made.add_attachment(picture(), maintype="image", subtype="jpeg", filename="a.jpg")
    assert take(made)
    assert take(made)
    assert Attachment.objects.count() == 1


def test_the_bytes_go_with_the_case_and_with_its_person(client: Client) -> None:
    case = _asked(client, PDF)
    gone = Attachment.objects.get().blob
    case.delete()
    assert not blobs().has(gone)
    _asked(client, PDF)
    row = Attachment.objects.get()
    erase(row.message.case.subject, lambda *_: None)
    assert not blobs().has(row.blob)


def test_they_are_in_the_persons_export_and_what_does_not_open_is_told_of() -> None:
    made = house()
    case = _asked(signed_in(made.owner), PDF, PDF)
    first, second = Attachment.objects.order_by("pk")
    Attachment.objects.filter(pk=second.pk).update(blob=first.blob)
    found = taken(made, "me", language="en")
    name = f"inquiries/{case.number}_{first.pk}.pdf"
    assert found.read(name) == PDF
    assert [one["file"] for one in rows(found, "support_attachment")] == [name, "(its bytes were not found)"]
    assert "inquiries/" in found.read("README.txt").decode()


def test_many_forms_with_files_from_one_place_are_not_looked_at(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harimi.service.pages.support.limits.FILES", 1)
    told = {"kind": "fault", "body": "It is dark."}
    assert client.post("/account/questions/new", {**told, "attached": _sent(PDF)}).status_code == 302
    refused = client.post("/account/questions/new", {**told, "attached": _sent(PDF)})
    assert refused.status_code == visitor().post("/contact", {**TYPED, "attached": _sent(PDF)}).status_code == 429
    assert "It is dark." in refused.text
    assert client.post("/account/questions/new", told).status_code == 302
    assert Case.objects.count() == 2


def test_too_many_are_refused_before_any_is_looked_at() -> None:
    with pytest.raises(FileError, match="many_files"):
        all_checked([b"x"] * (MOST_FILES + 1))
    with pytest.raises(FileError, match="no_file"):
        checked(b"")
