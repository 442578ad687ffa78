"""Files of inquiries by the API: the same files, limits and checks as in My Account, kept once for each key."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.client import encode_multipart
from PIL import Image

from harimi.service.accounts.api_tokens import Scope
from harimi.service.accounts.models import ApiAnswer
from harimi.service.captures.registration import register_meter
from harimi.service.platform.blobs import blobs
from harimi.service.support import attachments
from harimi.service.support.attachments import LARGEST_DOCUMENT, MOST_FILES
from harimi.service.support.models import Attachment, Case, Message
from tests.services.api_calls import calling, token_for
from tests.services.applicants import picture
from tests.services.people import house, who_is
from tests.services.world import WANTED

pytestmark = pytest.mark.django_db(transaction=True)
ALL, NEW = "/api/v1/inquiries", "/api/v1/inquiries-with-files"
PDF = b"%PDF-1.7\nwords"
ASKED = {"kind": "fault", "body": "It is dark."}


@pytest.fixture
def clients() -> dict[str, Client]:
    """Programs of an owner, of a manager, of another customer and of nobody."""
    organization, other = house(), who_is("other")
    found = {who: calling(token_for(organization, who_is(who))) for who in ("owner", "manager")}
    return found | {"other": calling(token_for(other.memberships.get().organization, other)), "nobody": calling("")}


@pytest.fixture
def owner(clients: dict[str, Client]) -> Client:
    """The owner's program."""
    return clients["owner"]


def _files(*sent: bytes) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile("IMG_0001.JPG", one) for one in sent]


def _send(client: Client, path: str, told: dict[str, Any], *files: bytes, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(path, {**told, "files": _files(*files)}, headers=headers)


def _asked(client: Client, *files: bytes) -> Any:
    answer = _send(client, NEW, ASKED, *files)
    assert answer.status_code == 201, answer.content
    return answer.json()


def _hidden() -> bytes:
    told = Image.Exif()
    told[0x010E] = "secret words"
    return picture(exif=told)


def test_an_inquiry_has_files_that_are_listed_and_fetched_as_on_the_page(owner: Client) -> None:
    asked = _asked(owner, _hidden(), PDF)
    [message] = asked["messages"]
    case, (shown, stored) = Case.objects.get(), message["files"]
    assert (shown["kind"], shown["name"]) == ("picture", f"{case.number}_{shown['id']}.jpg")
    assert stored == {"id": stored["id"], "kind": "document", "name": f"{case.number}_{stored['id']}.pdf", "size": len(PDF)}
    assert (case.kind, message["body"], case.channel) == ("fault", "It is dark.", "my_account")
    assert owner.get(f"{ALL}/{asked['id']}").json() == asked
    got = owner.get(f"{ALL}/{asked['id']}/files/{shown['id']}")
    assert (got["Content-Type"], got["X-Content-Type-Options"], got["Cache-Control"]) == ("image/jpeg", "nosniff", "no-store")
    assert got["Content-Disposition"] == f'inline; filename="{shown["name"]}"'
    assert b"secret words" not in got.content
    assert (Image.open(BytesIO(got.content)).size, len(got.content)) == ((900, 600), shown["size"])
    pdf = owner.get(f"{ALL}/{asked['id']}/files/{stored['id']}")
    assert (pdf.content, pdf["Content-Type"]) == (PDF, "application/pdf")
    assert pdf["Content-Disposition"] == f'attachment; filename="{stored["name"]}"'
    assert "sandbox" in pdf["Content-Security-Policy"]


def test_a_message_has_files_too_and_a_closed_inquiry_is_open_again(owner: Client) -> None:
    plain = owner.post(ALL, {**ASKED, "kind": "question"}, content_type="application/json").json()
    assert plain["messages"][0]["files"] == []
    Case.objects.update(state="closed")
    said = _send(owner, f"{ALL}/{plain['id']}/messages-with-files", {"body": "Look"}, picture("PNG"))
    assert (said.status_code, said.json()["state"]) == (201, "open")
    assert [[one["kind"] for one in message["files"]] for message in said.json()["messages"]] == [[], ["picture"]]


def test_an_inquiry_with_files_is_about_a_meter_of_the_organization_alone(clients: dict[str, Client]) -> None:
    sites = {who: who_is(who).memberships.get().organization.sites.get() for who in ("owner", "other")}
    meters = {who: register_meter(site, WANTED["energy"]).meter for who, site in sites.items()}
    _send(clients["owner"], NEW, {**ASKED, "meter_id": str(meters["owner"].pk)}, PDF)
    assert Case.objects.get().meter == meters["owner"]
    assert _send(clients["owner"], NEW, {**ASKED, "meter_id": str(meters["other"].pk)}, PDF).status_code == 404
    assert Case.objects.count() == Attachment.objects.count() == 1


def test_they_are_whose_asked_alone(clients: dict[str, Client]) -> None:
    asked = _asked(clients["owner"], PDF)
    file, again = f"{ALL}/{asked['id']}/files/{Attachment.objects.get().pk}", f"{ALL}/{asked['id']}/messages-with-files"
    for who, status in (("manager", 404), ("other", 404), ("nobody", 401)):
        assert clients[who].get(file).status_code == status, who
        assert _send(clients[who], again, {"body": "Me, too"}, PDF).status_code == status, who
    theirs = _asked(clients["other"], PDF)
    mine = Attachment.objects.order_by("pk")[0].pk
    assert clients["other"].get(f"{ALL}/{theirs['id']}/files/{mine}").status_code == 404
    assert clients["owner"].get(f"{ALL}/{theirs['id']}/files/{mine}").status_code == 404
    assert Message.objects.count() == 2
    assert _send(clients["nobody"], NEW, ASKED, PDF).status_code == 401


@pytest.mark.parametrize(("scope", "reads"), [(Scope.ACCOUNT_READ, True), (Scope.ACCOUNT_WRITE, False)])
def test_a_token_reads_or_writes_as_its_scope_says(owner: Client, scope: Scope, reads: bool) -> None:
    asked, organization = _asked(owner, PDF), who_is("owner").memberships.get().organization
    client = calling(token_for(organization, who_is("owner"), scope))
    got = client.get(f"{ALL}/{asked['id']}/files/{Attachment.objects.get().pk}")
    sent = [
        _send(client, NEW, ASKED, PDF),
        _send(client, f"{ALL}/{asked['id']}/messages-with-files", {"body": "Look"}, PDF),
    ]
    assert (got.status_code, [one.status_code for one in sent]) == ((200, [403, 403]) if reads else (403, [201, 201]))


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([b"MZ not a picture"], "no_file"),
        ([b"<svg onload=x>"], "no_file"),
        ([PDF, b""], "no_file"),
        ([PDF + b"x" * LARGEST_DOCUMENT], "document_too_large"),
        ([b"x" * 12_000_001], "picture_too_large"),
        ([PDF] * (MOST_FILES + 1), "many_files"),
        ([], "bad_request"),
    ],
)
def test_what_is_not_taken_is_said_and_nothing_is_kept(owner: Client, files: list[bytes], code: str) -> None:
    asked = owner.post(ALL, ASKED, content_type="application/json").json()
    for path, told in ((NEW, ASKED), (f"{ALL}/{asked['id']}/messages-with-files", {"body": "Look"})):
        refused = _send(owner, path, told, *files, key=path)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert (Message.objects.count(), Attachment.objects.count(), ApiAnswer.objects.count()) == (1, 0, 0)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"kind": "fault", "body": " \n "}, "empty"),
        ({"kind": "fault"}, "bad_request"),
        ({"kind": "praise", "body": "Fine"}, "bad_request"),
        ({**ASKED, "meter": "1"}, "bad_request"),
        ({**ASKED, "attached": SimpleUploadedFile("a.pdf", PDF)}, "bad_request"),
        ({**ASKED, "body": "x" * 10_001}, "bad_request"),
    ],
)
def test_a_form_that_does_not_fit_is_refused_and_nothing_is_kept(owner: Client, told: dict[str, Any], code: str) -> None:
    refused = _send(owner, NEW, told, PDF)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert not Case.objects.exists()
    as_json = owner.post(NEW, ASKED, content_type="application/json")
    assert (as_json.status_code, as_json.json()["code"]) == (422, "bad_request")


def test_a_form_that_is_too_long_is_not_read(owner: Client) -> None:
    refused = owner.post(NEW, headers={"Content-Length": "50000000"}, content_type="multipart/form-data; boundary=x")
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")


def test_an_inquiry_has_only_so_many_files(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_IN_A_CASE", 3)
    asked = _asked(owner, PDF, PDF)
    path = f"{ALL}/{asked['id']}/messages-with-files"
    full = _send(owner, path, {"body": "More"}, PDF, PDF)
    assert (full.status_code, full.json()["code"]) == (422, "full")
    assert (Attachment.objects.count(), Message.objects.count()) == (2, 1)
    assert _send(owner, path, {"body": "More"}, PDF).status_code == 201


def test_the_same_form_with_the_same_key_is_done_once_however_it_is_written(owner: Client) -> None:
    first, again = (_send(owner, NEW, ASKED, picture(), PDF, key="a") for _ in range(2))
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (201, 201, "true")
    assert first.json() == again.json()
    written = encode_multipart("other", {"files": _files(picture(), PDF), "body": "It is dark.", "kind": "fault"})
    headers = {"Idempotency-Key": "a"}
    other = owner.post(NEW, written, content_type="multipart/form-data; boundary=other", headers=headers)
    assert (other.status_code, other.json()) == (201, first.json())
    assert Case.objects.count() == 1
    for told, files in ((ASKED, [picture()]), (ASKED, [PDF, picture()]), ({**ASKED, "body": "It is light."}, [picture(), PDF])):
        assert _send(owner, NEW, told, *files, key="a").json()["code"] == "idempotency_key_reused"
    assert Attachment.objects.count() == 2


def test_files_are_looked_at_before_the_transaction_and_once(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, looked_at = [], attachments.checked

    def checked(sent: bytes) -> attachments.File:
        seen.append(connection.in_atomic_block)
        return looked_at(sent)

    monkeypatch.setattr(attachments, "checked", checked)
    assert _send(owner, NEW, ASKED, PDF, key="b").status_code == 201
    assert seen == [False]


def test_no_more_files_are_looked_at_than_photographs_are_read(owner: Client, settings: Any) -> None:
    settings.HARIMI = settings.HARIMI.model_copy(update={"api_photographs_per_minute": 1})
    assert [_send(owner, NEW, ASKED, PDF).status_code for _ in range(2)] == [201, 429]
    assert owner.post(ALL, ASKED, content_type="application/json").status_code == 201


def test_messages_with_files_count_as_messages(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harimi.service.api.v1.inquiries.AN_HOUR", 1)
    assert _send(owner, NEW, ASKED, PDF).status_code == 201
    assert _send(owner, NEW, ASKED, PDF).json()["code"] == "too_many_messages"


def test_a_file_whose_bytes_are_gone_is_not_found(owner: Client) -> None:
    asked = _asked(owner, PDF)
    row = Attachment.objects.get()
    blobs().delete(row.blob)
    assert owner.get(f"{ALL}/{asked['id']}/files/{row.pk}").status_code == 404
