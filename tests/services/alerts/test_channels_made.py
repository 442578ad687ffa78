"""Channels are made, tested, mended and ended; their secrets are shown to nobody, and nobody reaches another's."""

import io
import json
import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from harimi.service.accounts.models import Activity
from harimi.service.alerts.channels.kinds import shown
from harimi.service.alerts.channels.queries import channel_for, channels_of, told_by, told_of
from harimi.service.alerts.channels.services import ChannelError, Wanted, change_channel, hear, make_channel, remove
from harimi.service.alerts.channels.testing import send_test
from harimi.service.alerts.models import Channel, Telling
from harimi.service.alerts.telling.pictures import link, linked, reachable
from harimi.service.egress.channels.kinds import KINDS
from harimi.service.pages.texts import TEXTS
from harimi.service.privacy import logs
from harimi.service.third_parties.models import Instruction
from tests.services.alerts.telling_scene import KEY, House, house, later, opened, webhook
from tests.services.third_parties.scene import Server, asked
from tests.services.world import member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published"), pytest.mark.once]


def _wanted(**changed: Any) -> Wanted:
    told: dict[str, Any] = {
        "kind": "line",
        "name": "LINE",
        "settings": {"token": "a secret token", "to": "U" + "0a" * 16},
        "recipient": "LINE Yahoo",
        "country": "JP",
        "language": "ja",
    }
    return Wanted(**{**told, **changed})


def test_a_channel_is_an_instruction_and_its_secrets_are_sealed(here: House) -> None:
    row = make_channel(here.site.organization, _wanted(), asked(), actor=here.owner)
    told = Instruction.objects.get()
    assert (told.service, told.host, told.country, told.recipient) == ("line", "api.line.me", "JP", "LINE Yahoo")
    assert told.items == ["contract_data", "display_content", "place"]
    kept = Channel.objects.filter(pk=row.pk).values_list("settings", flat=True).get()
    assert "secret" not in str.__str__(kept)
    assert shown(Channel.objects.get()) == {"to": "U" + "0a" * 16}
    assert Activity.objects.get(action="channel.made").about == str(row.pk)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "fax"}, "kind"),
        ({"name": " "}, "name"),
        ({"settings": {"token": "", "to": "me"}}, "setting"),
        ({"items": ("contract_data",)}, "items"),
        ({"items": ("display_content", "payment")}, "items"),
        ({"country": "Japan"}, "country"),
        ({"recipient": ""}, "recipient"),
        ({"kind": "webhook", "settings": {"url": "https://127.0.0.1/", "secret": KEY}}, "address_inside"),
        ({"kind": "ntfy", "settings": {"server": "http://93.184.216.34", "topic": "a"}}, "address_scheme"),
        ({"kind": "more", "settings": {"url": "gotifys://10.0.0.8/Abcdefghijklmno"}}, "address_inside"),
    ],
)
def test_what_cannot_be_is_refused_with_a_word(here: House, changed: dict[str, Any], code: str) -> None:
    with pytest.raises(ChannelError) as told:
        make_channel(here.site.organization, _wanted(**changed), asked(), actor=here.owner)
    assert told.value.code == code
    assert f"channel.error.{code}" in TEXTS
    assert not Instruction.objects.exists()


@pytest.mark.parametrize(
    ("status", "code"),
    [(200, "taken"), (401, "unauthorized"), (404, "not_found"), (429, "busy"), (500, "down"), (400, "not_understood")],
)
def test_the_button_says_what_the_other_side_answered(server: Server, here: House, status: int, code: str) -> None:
    channel = webhook(here, server)
    server.answer = (status, {}, b"")
    heard = send_test(channel, actor=here.owner)
    assert (heard.code, heard.status) == (code, status)
    assert f"channel.answer.{code}" in TEXTS
    assert json.loads(server.taken[0][1])["type"] == "test"
    channel.refresh_from_db()
    assert channel.tested_at is not None
    assert channel.state == "works"
    with pytest.raises(ChannelError, match="too_soon"):
        send_test(channel, actor=here.owner)
    assert len(server.taken) == 1


def test_a_test_that_is_taken_mends_a_broken_channel_and_what_waits_goes(server: Server, here: House) -> None:
    channel = webhook(here, server)
    server.answer = (401, {}, b"")
    opened(here)
    later()
    server.answer = (200, {}, b"")
    channel.refresh_from_db()
    send_test(channel, actor=here.owner)
    later()
    assert [json.loads(body)["type"] for _, body, _ in server.taken] == ["alert.opened", "test", "alert.opened"]
    assert [(one.state, one.tries) for one in told_by(channel)] == [("sent", 2)]


def test_a_channel_that_is_changed_has_another_instruction_and_what_waits_goes_there(server: Server, here: House) -> None:
    channel = webhook(here, server)
    server.answer = (410, {}, b"")
    alert = opened(here)
    later()
    server.answer = (200, {}, b"")
    port = server.server_address[1]
    hook = {"url": f"http://127.0.0.1:{port}/new", "secret": KEY}
    channel.refresh_from_db()
    wanted = _wanted(kind="webhook", name="New", settings=hook, items=("display_content",), language="ja")
    change_channel(channel, wanted, asked(), actor=here.owner)
    later()
    assert [path for path, *_ in server.taken] == ["/in", "/new"]
    told = json.loads(server.taken[1][1])["data"]
    assert told["title"] == "【警報】メーター: 規格値を外れました"
    assert not any("Pressure" in one or "Home" in one for one in told["lines"])
    assert "meter_name" not in told
    assert Instruction.objects.filter(ended_at=None).count() == 1
    assert [one.channel_id for one in told_of(alert)] == [channel.pk]


def test_what_is_removed_keeps_its_record_and_no_secret(server: Server, here: House) -> None:
    channel = webhook(here, server)
    opened(here)
    later()
    remove(channel, actor=here.owner)
    channel.refresh_from_db()
    assert channel.settings == ""
    assert list(channels_of(here.site.organization)) == []
    assert told_by(channel).get().state == "sent"
    assert not Instruction.objects.filter(ended_at=None).exists()


def test_nobody_reaches_the_channel_of_another_customer(server: Server, here: House) -> None:
    theirs = house("other@example.jp")
    channel = webhook(theirs, server)
    assert channel_for(theirs.owner, channel.pk) == channel
    assert channel_for(here.owner, channel.pk) is None
    assert channel_for(member(theirs.site.organization, "viewer@example.jp"), channel.pk) is None
    with pytest.raises(ChannelError, match="channel"):
        hear(here.rule, {channel.pk: 0}, actor=here.owner)


def test_no_secret_and_nothing_personal_reaches_the_log(server: Server, here: House) -> None:
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter())
    root.addHandler(handler)
    level, root.level = root.level, logging.DEBUG
    try:
        channel = webhook(here, server, name="Canary name")
        gotify = f"gotify://127.0.0.1:{server.server_address[1]}/Abcdefghijcanary"
        webhook(here, server, kind="more", settings={"url": gotify})
        for answer in (503, 401):
            server.answer = (answer, {}, b"canary answer")
            opened(here, rule=None)
            later()
    finally:
        root.removeHandler(handler)
        root.level = level
    said = stream.getvalue()
    assert "a channel is away" in said
    assert "a channel is broken" in said
    assert channel.pk
    for secret in (KEY, "canary", "Canary", "Pressure"):
        assert secret not in said


def test_a_picture_is_shown_for_a_day_to_whoever_was_given_its_address(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    alert = opened(here)
    address = link(alert)
    token = address.rpartition("/")[2]
    assert linked(token) == alert
    assert linked(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert linked("nothing") is None
    now = timezone.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr("django.core.signing.time.time", now.timestamp)
    assert linked(token) is None


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("https://meters.example.com", True),
        ("http://meters.example.com", False),
        ("https://harimi.local", False),
        ("https://192.168.1.4", False),
        ("https://localhost", False),
    ],
)
def test_pictures_are_linked_only_where_others_can_fetch_them(
    monkeypatch: pytest.MonkeyPatch, address: str, seen: bool
) -> None:
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update={"address": address}))
    assert reachable() is seen
    assert not Telling.objects.exists()


def test_every_answer_and_state_has_words_in_both_languages() -> None:
    sources = [*Path("src/harimi/service/egress/channels").glob("*.py"), *Path("src/harimi/service/alerts").rglob("*.py")]
    codes = {code for one in sources for code in re.findall(r'Heard\(\s*Outcome\.\w+,\s*"(\w+)"', one.read_text())}
    assert {"taken", "used_up", "moved", "handed_over"} <= codes
    assert {f"channel.answer.{code}" for code in codes} <= set(TEXTS)
    assert {f"channel.kind.{kind}" for kind in (*KINDS, "mail")} <= set(TEXTS)
    assert {f"telling.state.{one}" for one in Telling.State.values} <= set(TEXTS)
    assert {f"channel.state.{one}" for one in Channel.State.values} <= set(TEXTS)
