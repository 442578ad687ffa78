"""What somebody takes along: asked for, fetched by whom it is about, told of, and gone after a week."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from harimi.service.accounts.models import Activity, Membership
from harimi.service.captures.services import sweep
from harimi.service.pages.exports import making
from harimi.service.platform.blobs import blobs
from harimi.service.platform.leases import LeaseLostError, claim
from harimi.service.privacy.audit import token_of
from harimi.service.privacy.models import AuditEvent
from harimi.service.readings.chores import keep_house
from harimi.service.rights.exports import forget_old
from harimi.service.rights.models import Export, ExportPart
from tests.services.exporting import ask, house, taken
from tests.services.people import client as browser
from tests.services.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(published: None) -> World:
    return house()


def test_it_is_asked_for_made_and_fetched(made: World) -> None:
    client, who = browser("owner", "ja"), str(made.site.organization_id)
    state, file = reverse("export_state", args=[who]), reverse("export_file", args=[who])
    assert "データを書き出す" in client.get(state).content.decode()
    assert client.get(file).status_code == 404
    ask(made)
    assert "書き出しています" in client.get(state).content.decode()
    assert state in client.get(reverse("privacy_settings")).content.decode()
    assert client.get(file).status_code == 404
    assert making.make_one()
    page = client.get(state).content.decode()
    assert "書き出しが終わりました" in page
    assert file in page
    answer = client.get(file)
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    assert len(data) == int(answer.headers["Content-Length"]) == Export.objects.get().size
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''harimi-")


WHO = ("owner", "manager", "viewer", "other", "staff", "nobody")


@pytest.mark.parametrize("who", WHO)
def test_an_organizations_is_for_its_owners_alone(made: World, who: str) -> None:
    taken(made)
    before = Export.objects.get()
    client, whose = browser(who), str(made.site.organization_id)
    allowed = who == "owner"
    refused = 302 if who == "nobody" else 404
    for name in ("export_state", "export_file"):
        assert client.get(reverse(name, args=[whose])).status_code == (200 if allowed else refused)
    asked = client.post(reverse("export_make"), {"who": whose})
    assert asked.status_code == (302 if allowed else refused)
    assert (Export.objects.get().asked_at != before.asked_at) is allowed
    client.post(reverse("export_delete", args=[whose]))
    assert Export.objects.exists() is not allowed


def test_ones_own_is_nobody_elses(made: World) -> None:
    taken(made, "me", "viewer")
    assert browser("viewer").get(reverse("export_file", args=["me"])).status_code == 200
    for who in ("owner", "other", "staff"):
        assert browser(who).get(reverse("export_file", args=["me"])).status_code == 404


def test_who_owns_it_no_more_fetches_nothing(made: World) -> None:
    taken(made)
    Membership.objects.filter(user=made.owner).update(role="manager")
    for name in ("export_state", "export_file"):
        assert browser("owner").get(reverse(name, args=[str(made.site.organization_id)])).status_code == 404


@pytest.mark.parametrize("who", ["nonsense", "00000000-0000-0000-0000-000000000000", ""])
def test_what_is_nobodys_is_not_found(made: World, who: str) -> None:
    assert browser("owner").post(reverse("export_make"), {"who": who}).status_code == 404
    assert browser("owner").get(f"{reverse('export_make')}/{who or 'x'}").status_code == 404


def test_a_piece_that_is_gone_or_changed_is_not_handed_out(made: World) -> None:
    taken(made)
    blobs().delete(ExportPart.objects.get().blob)
    assert browser("owner").get(reverse("export_file", args=[str(made.site.organization_id)])).status_code == 404
    ExportPart.objects.update(blob=blobs().put(b"something else that is long enough to have a head and a tag"))
    assert browser("owner").get(reverse("export_file", args=[str(made.site.organization_id)])).status_code == 404


def test_it_is_kept_for_a_week_and_the_bytes_go_with_it(made: World) -> None:
    taken(made)
    key = ExportPart.objects.get().blob
    assert forget_old(timezone.now() + timedelta(days=6, hours=23)) == 0
    assert sweep(timezone.now() + timedelta(days=2)) == 0
    assert blobs().has(key)
    Export.objects.update(done_at=timezone.now() - timedelta(days=7, minutes=1))
    keep_house()
    assert not Export.objects.exists()
    assert not blobs().has(key)


def test_one_that_was_never_made_is_forgotten_too(made: World) -> None:
    ask(made)
    assert forget_old(timezone.now() + timedelta(days=7, minutes=1)) == 1


def test_somebody_deletes_it_earlier_also_while_it_is_made(made: World) -> None:
    taken(made)
    key, where = ExportPart.objects.get().blob, reverse("export_delete", args=[str(made.site.organization_id)])
    assert browser("owner").post(where).headers["Location"] == reverse("privacy_settings")
    assert not Export.objects.exists()
    assert not blobs().has(key)
    ask(made)
    mine = claim(making._free(Export.objects.all()))
    assert mine is not None
    browser("owner").post(where)
    with pytest.raises(LeaseLostError):
        making._Stepping(mine, float("-inf"))(1)
    assert browser("owner").post(where).status_code == 302


def test_that_it_was_made_and_fetched_stands_in_the_audit_and_in_the_activity(made: World) -> None:
    taken(made)
    browser("owner").get(reverse("export_file", args=[str(made.site.organization_id)]))
    owner, about = token_of(made.owner.subject_id), token_of(made.site.organization.subject_id)
    told = {one.action: one for one in AuditEvent.objects.filter(subject=about)}
    for action in ("exported", "downloaded"):
        assert (told[action].actor, told[action].purpose, told[action].clause) == (owner, "provision", "2-2(1)")
    assert {"name", "display_content"} <= set(told["exported"].items)
    assert list(Activity.objects.filter(action__startswith="export.").order_by("pk").values_list("action", flat=True)) == [
        *("export.asked", "export.fetched")
    ]
    page = browser("owner", "ja").get(reverse("activity")).content.decode()
    assert "組織のデータをダウンロード" in page


def test_a_persons_own_is_in_no_list_of_an_organization(made: World) -> None:
    taken(made, "me", "viewer")
    browser("viewer").get(reverse("export_file", args=["me"]))
    assert not Activity.objects.filter(action__startswith="export.").exists()
    assert AuditEvent.objects.filter(action="downloaded").count() == 1
