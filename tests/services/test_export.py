"""What somebody takes along: asked for, made once, fetched by whom it is about, and gone after a week."""

import csv
import io
import json
import secrets
import zipfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harimi.service.accounts.members import change_role
from harimi.service.accounts.models import Activity, Membership
from harimi.service.captures.models import Cut
from harimi.service.captures.services import sweep
from harimi.service.pages.exports import making, table_pages
from harimi.service.pages.exports.cells import in_csv
from harimi.service.platform import sealed_files
from harimi.service.platform.blobs import BlobMissingError, Blobs, blobs
from harimi.service.platform.leases import LeaseLostError, claim
from harimi.service.platform.stores import StoreError
from harimi.service.platform.working import MOST
from harimi.service.privacy.audit import token_of
from harimi.service.privacy.keys import destroy
from harimi.service.privacy.models import AuditEvent
from harimi.service.readings.chores import keep_house
from harimi.service.rights import exported
from harimi.service.rights.exports import Writing, content, forget_old
from harimi.service.rights.models import Export, ExportPart
from tests.services.people import client as browser
from tests.services.world import World, home, member, person, send, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)


@pytest.fixture
def made(published: None) -> World:
    """A house whose meter was read twice, with a manager, a viewer and a tenant; beside it another customer and staff."""
    made = world("energy", since=START)
    send(made, "8766.00", START + timedelta(hours=1))
    work()
    member(made.site.organization, "manager@example.jp", "manager")
    member(made.site.organization, "viewer@example.jp")
    home(person("other@example.jp"), "Elsewhere")
    person("staff@example.jp", staff=True)
    return made


def _who(made: World, of: str) -> str:
    return "me" if of == "me" else str(made.site.organization_id)


def ask(made: World, of: str = "home", who: str = "owner", language: str = "ja") -> Export:
    answer = browser(who, language).post(reverse("export_make"), {"who": _who(made, of)})
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("export_state", args=[_who(made, of)])
    return Export.objects.get()


def zipped(export: Export) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(content(export))))


def taken(made: World, of: str = "home", who: str = "owner", language: str = "ja") -> zipfile.ZipFile:
    ask(made, of, who, language)
    assert making.make_one()
    export = Export.objects.get()
    assert (export.fault, export.reached) == ("", export.total)
    return zipped(export)


def rows(found: zipfile.ZipFile, table: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(found.read(f"data/{table}.json"))
    return told


def lines(found: zipfile.ZipFile, table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(found.read(f"data/{table}.csv").decode("utf-8-sig"))))


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


def test_it_holds_pages_tables_photographs_and_a_readme(made: World) -> None:
    found = taken(made)
    names = set(found.namelist())
    assert {"index.html", "README.txt", "pages/meters_meter.html", "data/meters_meter.csv"} <= names
    assert len(names) == len(found.namelist())
    cuts = rows(found, "captures_cut")
    assert {one["file"] for one in cuts} == {name for name in names if name.startswith("photographs/Home/Electricity/")}
    assert [found.read(one["file"]) for one in cuts] == [blobs().get(one.blob) for one in Cut.objects.order_by("pk")]
    assert all(one["file"] in found.read("pages/captures_cut.html").decode() for one in cuts)
    index, readme = found.read("index.html").decode(), found.read("README.txt").decode("utf-8-sig")
    assert "メーターの台帳" in index
    assert "秘密の値" in readme
    assert "第1版" in readme
    assert "2枚の写真" in readme
    for name in names:
        if name.endswith(".html"):
            page = found.read(name).decode()
            assert "<script" not in page
            assert "http:" not in page
            assert "https:" not in page


def test_values_have_decimals_units_names_and_zones(made: World) -> None:
    found = taken(made, language="en")
    reading = rows(found, "readings_reading")[1]
    assert (reading["value"], reading["value_decimal"], reading["unit"]) == (876600, "8766.00", "kWh")
    assert reading["register_name"] == "Electricity"
    assert (reading["state"], reading["state_words"]) == ("estimated", "Read")
    assert reading["register_id"] == rows(found, "meters_register")[0]["id"] == str(made.register.pk)
    assert reading["at"] == "2026-04-06T10:00:00+09:00"
    assert rows(found, "meters_site")[0]["name"] == "Home"
    head, first, *_ = lines(found, "readings_reading")
    assert head.index("Unit") == head.index("Value") + 1
    assert first[head.index("Value")] == "8765.41"
    assert first[head.index("Unit")] == "kWh"
    assert "8,766.00" in found.read("pages/readings_reading.html").decode()


def test_what_a_spreadsheet_would_compute_is_text_and_numbers_stay_numbers(made: World) -> None:
    for name in ("=1+1", "+1", "-1", "@SUM(A1)", "＝1"):
        made.register.meter.name = name
        made.register.meter.save()
        found = taken(made, language="en")
        head, first = lines(found, "meters_meter")
        assert first[head.index("Name")] == f"'{name}"
        assert rows(found, "meters_meter")[0]["name"] == name
    assert [in_csv(one) for one in (-5, -0.5, Decimal("-1.50"), "-5", "a-5", ["=1"], None)] == [
        *("-5", "-0.5", "-1.50", "'-5", "a-5", '["=1"]', "")
    ]


def test_names_that_no_file_system_takes_become_safe(made: World) -> None:
    made.register.meter.name = "../\\:CON?"
    made.register.meter.save()
    made.site.name = "COM1"
    made.site.save()
    names = [name for name in taken(made).namelist() if name.startswith("photographs/")]
    assert all(name.startswith("photographs/_COM1/_") and ".." not in name.split("/") for name in names), names


def test_members_are_named_staff_and_those_who_left_are_not(made: World) -> None:
    membership = Membership.objects.get(user__email="viewer@example.jp")
    change_role(membership, "manager", actor=made.owner)
    staff, gone, owner = person("boss@example.jp", staff=True), person("gone@example.jp"), made.owner
    for actor in (staff, gone, owner):
        Activity.objects.create(organization=made.site.organization, action="place.changed", actor=actor)
    found = taken(made, language="en")
    told = [one["actor_id"] for one in rows(found, "accounts_activity") if one["action"] == "place.changed"]
    assert told == ["staff of the operator", "somebody who has left", "owner@example.jp"]
    done = [one["action_words"] for one in rows(found, "accounts_activity")]
    assert "Electricity" in done[0]
    assert any("viewer@example.jp" in one for one in done)
    everything = "".join(found.read(name).decode(errors="replace") for name in found.namelist())
    assert "boss@" not in everything
    assert "gone@" not in everything
    assert {one["user_id"] for one in rows(found, "accounts_membership")} == {
        *("owner@example.jp", "manager@example.jp", "viewer@example.jp")
    }


def test_a_persons_own_names_nobody_else(made: World) -> None:
    found = taken(made, "me", "viewer", "en")
    everything = "".join(found.read(name).decode(errors="replace") for name in found.namelist())
    assert "viewer@example.jp" in everything
    assert "owner@example.jp" not in everything
    assert "manager@example.jp" not in everything
    assert "Home" not in everything
    assert not [name for name in found.namelist() if name.startswith("photographs/")]


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
    mine = claim(making._free())
    assert mine is not None
    writing = Writing(mine)
    Export.objects.update(lease=None)
    before = {one for one in own_blobs.rglob("*") if one.is_file()}
    with pytest.raises(LeaseLostError):
        writing.end()
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
    assert zipfile.ZipFile(io.BytesIO(b"".join(content(_remade(made))))).testzip() is None


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


def test_a_photograph_whose_bytes_are_missing_is_told_of(made: World) -> None:
    gone = Cut.objects.order_by("pk")[0]
    blobs().delete(gone.blob)
    found = taken(made)
    readme = found.read("README.txt").decode("utf-8-sig")
    assert "1枚は、記録はありますが" in readme
    assert next(one["file"] for one in rows(found, "captures_cut")) == "(写真のデータが見つかりません)"
    assert len([name for name in found.namelist() if name.startswith("photographs/")]) == 1


def test_an_erased_key_closes_it(made: World) -> None:
    taken(made)
    destroy(made.site.organization.subject_id)
    assert browser("owner").get(reverse("export_file", args=[str(made.site.organization_id)])).status_code == 404
    Export.objects.update(done_at=None, due_at=timezone.now())
    assert making.make_one()
    assert Export.objects.get().fault == "gone"


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
    mine = claim(making._free())
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


@pytest.mark.parametrize("batch", [1, 2, 3, 4, 500])
def test_many_rows_come_in_pages_and_none_is_left_out_or_doubled(
    made: World, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(4):
        Activity.objects.create(organization=made.site.organization, action="place.changed", about=str(n))
    monkeypatch.setattr(exported, "BATCH", batch)
    monkeypatch.setattr(table_pages, "MOST", 3)
    found = taken(made, language="en")
    for table in ("accounts_activity", "readings_reading", "captures_capture", "captures_cut"):
        told = rows(found, table)
        assert len(told) == len(lines(found, table)) - 1 == len({json.dumps(one) for one in told})
        pages = [name for name in found.namelist() if name.startswith(f"pages/{table}")]
        assert len(pages) == min(3, -(-len(told) // batch))
        last = found.read(pages[-1]).decode()
        assert ("Next page" in last) is False
        assert ("All rows are in the file" in last) is (len(told) > 3 * batch)
        assert all("Next page" in found.read(name).decode() for name in pages[:-1])


def test_a_file_larger_than_a_plain_zip_can_be_is_a_large_one(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 3_000)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 10)
    found = taken(made)
    assert found.testzip() is None
    assert len(found.namelist()) > 50
    assert max(one.file_size for one in found.infolist()) > 3_000


def test_a_person_without_anything_may_take_that_along_too(made: World) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person("alone@example.jp"))
    client.post(reverse("export_make"), {"who": "me"})
    assert making.make_one()
    assert "alone@example.jp" in zipped(Export.objects.get()).read("index.html").decode()
