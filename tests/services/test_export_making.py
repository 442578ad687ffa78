"""An export is made once, in pieces, whatever happens to who makes it and to the store."""

import io
import secrets
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from harimi.service.accounts.models import Membership
from harimi.service.captures.models import Cut
from harimi.service.pages.exports import making
from harimi.service.platform import sealed_files
from harimi.service.platform.blobs import BlobMissingError, Blobs, blobs
from harimi.service.platform.leases import LeaseLostError, claim
from harimi.service.platform.stores import StoreError
from harimi.service.platform.working import MOST
from harimi.service.privacy.keys import destroy
from harimi.service.privacy.models import AuditEvent
from harimi.service.rights.models import Export, ExportPart
from harimi.service.rights.writing import Writing, content_of
from tests.services.exporting import START, ask, house, taken, zipped
from tests.services.people import client as browser
from tests.services.world import World, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(published: None) -> World:
    return house()


def test_owners_share_one_while_it_is_made_and_a_later_one_is_new(made: World) -> None:
    Membership.objects.filter(user__email="manager@example.jp").update(role="owner")
    first = ask(made)
    assert ask(made, who="manager", language="en").asked_at == first.asked_at
    assert Export.objects.get().language == "ja"
    assert making.make_one()
    assert not making.make_one()
    old = list(ExportPart.objects.values_list("blob", flat=True))
    again = ask(made, who="manager", language="en")
    assert (again.done_at, again.language, again.size) == (None, "en", 0)
    for key in old:
        with pytest.raises(BlobMissingError):
            blobs().get(key)
    assert making.make_one()
    assert zipped(Export.objects.get()).testzip() is None


def test_one_is_made_at_a_time(made: World) -> None:
    ask(made)
    browser("viewer").post(reverse("export_make"), {"who": "me"})
    Export.objects.filter(by=made.owner.subject).update(lease_until=timezone.now() + timedelta(minutes=1))
    assert not making.make_one()


def test_it_is_written_and_sealed_in_pieces_and_a_worker_that_died_is_followed_by_another(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_files, "PART", 4000)
    ask(made)

    def dies(self: Any, count: int) -> None:
        if ExportPart.objects.exists():
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(making._Stepping, "__call__", dies)
        with pytest.raises(KeyboardInterrupt):
            making.make_one()
    left = list(ExportPart.objects.values_list("blob", flat=True))
    assert left
    assert not making.make_one()
    Export.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert making.make_one()
    export = Export.objects.get()
    assert (export.fault, export.tries, export.due_at) == ("", 0, None)
    assert export.parts.count() == -(-export.size // 4000)
    assert not set(left) & set(export.parts.values_list("blob", flat=True))
    assert not any(blobs().has(key) for key in left)
    assert zipped(export).testzip() is None
    assert b"meters_meter" not in b"".join(blobs().get(one.blob) for one in export.parts.all())


def test_one_that_was_taken_over_writes_nothing(made: World, own_blobs: Path) -> None:
    ask(made)
    mine = claim(making._free(Export.objects.all()))
    assert mine is not None
    writing = Writing(mine)
    Export.objects.update(lease=None)
    before = {one for one in own_blobs.rglob("*") if one.is_file()}
    with pytest.raises(LeaseLostError):
        writing.end(lambda: None)
    assert {one for one in own_blobs.rglob("*") if one.is_file()} == before
    with pytest.raises(LeaseLostError):
        making._Stepping(mine, float("-inf"))(1)


def test_each_step_tells_how_far_it_is_and_does_what_else_is_due(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(made)
    send(made, "8767.00", START + timedelta(hours=2))
    seen = list[int]()
    monkeypatch.setattr(making, "RENEWED", 0.0)
    monkeypatch.setattr(making, "beat", lambda: seen.append(Export.objects.values_list("reached", flat=True).get()))
    assert making.make_one()
    assert seen == sorted(seen)
    assert len(set(seen)) > 20
    assert not Cut.objects.filter(due_at__isnull=False).exists()


def test_one_that_always_fails_is_given_up_and_may_be_asked_for_again(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(made)
    with monkeypatch.context() as patched:
        patched.setattr(making, "write_export", lambda _, to, *__: to.write(secrets.token_bytes(5_000_000)) / 0)
        for _ in range(MOST):
            Export.objects.update(due_at=timezone.now())
            assert making.make_one()
    assert Export.objects.get().fault == "broken"
    assert not ExportPart.objects.exists()
    page = browser("owner", "ja").get(reverse("export_state", args=[str(made.site.organization_id)])).content.decode()
    assert "もう一度書き出す" in page
    assert zipfile.ZipFile(io.BytesIO(b"".join(content_of(_remade(made))))).testzip() is None


def _remade(made: World) -> Export:
    ask(made)
    assert making.make_one()
    return Export.objects.get()


def test_a_store_that_is_away_is_waited_for(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(made)

    def away(*_: object) -> bytes:
        raise StoreError("the store is away")

    with monkeypatch.context() as patched:
        patched.setattr(Blobs, "get", away)
        for _ in range(MOST + 2):
            Export.objects.update(due_at=timezone.now())
            assert making.make_one()
    export = Export.objects.get()
    assert (export.done_at, export.fault) == (None, "")
    Export.objects.update(due_at=timezone.now())
    assert making.make_one()
    assert Export.objects.get().there
    monkeypatch.setattr(Blobs, "get", away)
    client, whose = browser("owner", "ja"), str(made.site.organization_id)
    answer = client.get(reverse("export_file", args=[whose]), follow=True)
    assert "接続できません" in answer.content.decode()
    assert not AuditEvent.objects.filter(action="downloaded").exists()


def test_an_erased_key_closes_it(made: World) -> None:
    taken(made)
    destroy(made.site.organization.subject_id)
    assert browser("owner").get(reverse("export_file", args=[str(made.site.organization_id)])).status_code == 404
    Export.objects.update(done_at=None, due_at=timezone.now())
    assert making.make_one()
    assert Export.objects.get().fault == "gone"
