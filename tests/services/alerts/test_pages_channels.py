"""Channels in My Account: made by an instruction in the words that were shown, tested, mended, removed."""

import hashlib
import json

import pytest
from django.test import Client

from harimi.service.accounts.models import User
from harimi.service.alerts.channels.kinds import WEB
from harimi.service.alerts.models import Channel, Telling
from harimi.service.third_parties.models import Instruction
from tests.services.alerts.telling_scene import KEY, House, later, opened, webhook
from tests.services.alerts.test_pages import client_of, page
from tests.services.third_parties.scene import Server
from tests.services.world import home, member, person

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
FORM = {"name": "Hook", "recipient": "Tanaka Co.", "country": "JP", "language": "en", "items": ["place"], "everything": "on"}


def _again(user: User) -> Client:
    """Signed in, with the password just typed."""
    made = client_of(user)
    made.post("/accounts/reauthenticate/", {"password": "a long password"})
    return made


def test_a_channel_is_made_by_an_instruction_in_the_words_that_were_shown_and_tested(server: Server, here: House) -> None:
    client = _again(here.owner)
    form = page(client, "/alerts/channels/new/webhook")
    url = f"http://127.0.0.1:{server.server_address[1]}/in"
    made = client.post("/alerts/channels/new/webhook", {**FORM, "url": url})
    row = Channel.objects.get()
    assert made.headers["Location"] == f"/alerts/channels/{row.pk}"
    told = Instruction.objects.get()
    words = form.split('<p class="note">')[1].split("</p>")[0]
    assert told.text_hash == hashlib.sha256(words.encode()).hexdigest()
    assert (told.recipient, told.country, told.service, told.items) == (
        "Tanaka Co.",
        "JP",
        "webhook",
        ["display_content", "place"],
    )
    said = client.post(f"/alerts/channels/{row.pk}/step", {"step": "test"}, follow=True).content.decode()
    assert "The test was sent. It was taken." in said
    assert json.loads(server.taken[0][1])["type"] == "test"
    opened(here)
    later()
    shown = page(client, f"/alerts/channels/{row.pk}")
    assert "It began (Alarm)" in shown
    assert "sent" in shown
    assert "Hook" in page(client, f"/alerts/{Telling.objects.get().event.alert_id}")
    assert "whsec_" in page(client, f"/alerts/channels/{row.pk}/key")


def test_a_broken_one_is_mended_and_keeps_what_is_left_empty(server: Server, here: House) -> None:
    row, client = webhook(here, server), _again(here.owner)
    server.answer = (401, {}, b"")
    failed = client.post(f"/alerts/channels/{row.pk}/step", {"step": "test"}, follow=True).content.decode()
    assert "The test did not go through. The token or address was not accepted." in failed
    opened(here)
    later()
    assert "broken" in page(client, "/alerts/channels")
    edit = page(client, f"/alerts/channels/{row.pk}/edit")
    assert KEY not in edit
    assert "127.0.0.1" not in edit
    server.answer = (200, {}, b"")
    client.post(f"/alerts/channels/{row.pk}/edit", {**FORM, "name": "Mended", "url": "", "new_key": "on"})
    row.refresh_from_db()
    kept = json.loads(row.settings)
    assert (row.name, row.state, kept["older"], kept["secret"] != KEY) == ("Mended", "works", KEY, True)
    later()
    assert json.loads(server.taken[-1][1])["type"] == "alert.opened"
    assert client.post(f"/alerts/channels/{row.pk}/step", {"step": "remove"}).headers["Location"] == "/alerts/channels"
    assert Channel.objects.get().settings == ""


def test_every_kind_has_a_form_in_both_languages_and_members_are_told_by_mail(here: House) -> None:
    client = _again(here.owner)
    for language in ("en", "ja"):
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        for kind in WEB:
            assert "channel." not in page(client, f"/alerts/channels/new/{kind}"), kind
    member(here.site.organization, "viewer@example.jp")
    viewer = User.objects.get(email="viewer@example.jp")
    client.post("/alerts/channels/mail", {"member": f"{here.site.organization_id}:{viewer.pk}", "everything": "on"})
    assert Channel.objects.get().user == viewer
    assert "viewer@example.jp" in page(client, "/alerts/channels")
    bad = client.post("/alerts/channels/new/slack", {**FORM, "url": "https://elsewhere.example/"})
    assert bad.status_code == 422
    assert "出力" not in bad.content.decode()
    assert "入力の形式を確かめてください。" in bad.content.decode()


def test_nobody_else_changes_a_channel_or_sees_its_key(server: Server, here: House) -> None:
    row = webhook(here, server)
    member(here.site.organization, "viewer@example.jp")
    home(person("other@example.jp"), "Elsewhere")
    person("staff@example.jp", staff=True)
    for email in ("viewer@example.jp", "other@example.jp", "staff@example.jp"):
        client = _again(User.objects.get(email=email))
        sees = email == "viewer@example.jp"
        assert (client.get(f"/alerts/channels/{row.pk}").status_code == 200) == sees
        for end in ("/edit", "/key"):
            assert client.get(f"/alerts/channels/{row.pk}{end}").status_code == 404, (email, end)
        for step in ("test", "remove"):
            assert client.post(f"/alerts/channels/{row.pk}/step", {"step": step}).status_code == 404
    assert server.taken == []
    assert Channel.objects.filter(ended_at=None).exists()
