"""Ledgers in My Account, by mail and by SFTP."""

from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from harimi.service.accounts.models import Activity, Membership, User
from harimi.service.outlets.ledgers.sending import send_one
from harimi.service.outlets.ledgers.services import send_now
from harimi.service.outlets.models import Ledger, LedgerMonth
from harimi.service.third_parties.models import Instruction
from tests.instances.sftp import PASSWORD, USER, Sftp
from tests.services.outlets.scene import customer, say, water
from tests.services.world import member

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]
FORM = {"name": "Books", "form": "csv", "language": "en", "day": "3", "folder": ""}


def _client(user: User) -> Client:
    made = Client(headers={"accept-language": "en"})
    made.force_login(user)
    made.post("/accounts/reauthenticate/", {"password": "a long password"})
    return made


def test_a_ledger_by_sftp_is_made_sent_at_once_and_ended(sftp: Sftp) -> None:
    owner, site = customer()
    say(water(site), 1, 1000)
    client = _client(owner)
    form = {**FORM, "url": sftp.url, "user": USER, "password": PASSWORD, "recipient": "Me", "country": "JP"}
    client.post("/account/outlets/ledgers/new/sftp", form)
    row = Ledger.objects.get()
    address = f"/account/outlets/ledgers/{row.pk}"
    page = client.get(address).content.decode()
    assert sftp.key.get_fingerprint() in page
    assert PASSWORD not in page
    client.post(f"{address}/step", {"step": "now"})
    assert send_one()
    assert len(list(sftp.folder.iterdir())) == 1
    month = LedgerMonth.objects.get()
    assert (month.version, month.fault) == (1, "")
    listed = client.get("/account/outlets").content.decode()
    assert "Books" in listed
    assert "Next" in listed
    assert "the record of what was sent are deleted" in client.get(address).content.decode()
    client.post(f"{address}/step", {"step": "switch"})
    assert not Ledger.objects.get().on
    assert "Send last month’s now" not in client.get(address).content.decode()
    gone = client.post(f"{address}/step", {"step": "remove"}, follow=True).content.decode()
    assert "The ledger “Books” is gone." in gone
    assert not Instruction.objects.filter(ended_at=None).exists()
    done = [one.action for one in Activity.objects.order_by("pk")]
    assert done == ["ledger.made", "ledger.switched_off", "ledger.removed"]


def test_a_ledger_by_mail_goes_to_a_member_and_to_nobody_else() -> None:
    owner, site = customer()
    manager, viewer = member(site.organization, "manager@example.jp", "manager"), member(site.organization, "viewer@example.jp")
    stranger, _ = customer("stranger@example.jp")
    client = _client(manager)
    page = client.get("/account/outlets/ledgers/new/mail").content.decode()
    assert all(one.email in page for one in (owner, manager, viewer))
    assert stranger.email not in page
    assert client.post("/account/outlets/ledgers/new/mail", {**FORM, "reader": stranger.pk}).status_code == 422
    assert client.post("/account/outlets/ledgers/new/mail", {**FORM, "reader": viewer.pk}).status_code == 302
    row = Ledger.objects.get()
    assert (row.reader, row.way, row.form, row.day) == (viewer, "mail", "csv", 3)
    for user in (viewer, stranger):
        assert _client(user).get(f"/account/outlets/ledgers/{row.pk}").status_code == 404
        _client(user).post(f"/account/outlets/ledgers/{row.pk}/step", {"step": "remove"})
    assert Ledger.objects.exists()


def test_list_and_page_say_that_the_reader_left_and_when_it_is_tried_again() -> None:
    owner, site = customer()
    reader = member(site.organization, "reader@example.jp")
    client = _client(owner)
    client.post("/account/outlets/ledgers/new/mail", {**FORM, "reader": reader.pk})
    row = Ledger.objects.get()
    send_now(row)
    Membership.objects.filter(user=reader).delete()
    assert send_one()
    again = LedgerMonth.objects.get().due_at
    assert again is not None
    for address in ("/account/outlets", f"/account/outlets/ledgers/{row.pk}"):
        page = client.get(address).content.decode()
        assert "has left the organization" in page
        assert f"{again.astimezone(ZoneInfo('Asia/Tokyo')):%H:%M}" in page
    client.cookies["django_language"] = "ja"
    assert "送信先の方が組織を離れたか" in client.get("/account/outlets", headers={"accept-language": "ja"}).content.decode()
