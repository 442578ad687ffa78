"""What each kind of channel sends, byte for byte as its service documents it, and what it makes of the answer."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from email.header import decode_header, make_header
from typing import Any
from urllib.parse import parse_qs

import pytest
from pydantic import ValidationError
from standardwebhooks.webhooks import Webhook

from harimi.service.egress.channels import chatwork, line, more, ntfy, slack, teams, webhook
from harimi.service.egress.channels.answers import Outcome
from harimi.service.egress.channels.kinds import KINDS
from harimi.service.egress.channels.message import Message, Picture, Tone, cut
from harimi.service.egress.web.sending import Answer

pytestmark = pytest.mark.once
JPEG = b"\xff\xd8\xff\xe0 a small picture"
ID = "123e4567-e89b-12d3-a456-426614174000"
LINK = "https://harimi.example/alerts/7"
SEEN = "https://harimi.example/seen/abc"
WEBHOOK_KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SLACK = "https://hooks.slack.com/services/T0/B0/secret"
FLOW = "https://prod-01.japaneast.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?sig=secret"


def made(kind: str, **settings: str) -> Any:
    """Settings as somebody typed them."""
    return KINDS[kind].settings.model_validate(settings)


def message(**changed: Any) -> Message:
    """An alarm with a picture that others can fetch."""
    told: dict[str, Any] = {
        "id": ID,
        "what": "alert.opened",
        "at": datetime(2026, 7, 1, 3, tzinfo=UTC),
        "tone": Tone.ALARM,
        "title": "冷却水 <1> [toall]",
        "lines": ("圧力が規格値を超えました", "1.62 MPa"),
        "link": LINK,
        "open": "アラートを開く",
        "picture": Picture(JPEG, "メーターの写真", SEEN),
        "facts": {"alert": "7", "value": "1.62"},
    }
    return Message(**{**told, **changed})


def test_line_gets_a_text_and_a_picture_with_a_key_for_tries() -> None:
    settings = made("line", token="a token", to="U" + "0a" * 16)
    (only,) = line.requests(settings, message())
    assert only.url == "https://api.line.me/v2/bot/message/push"
    assert only.headers == {
        "Authorization": "Bearer a token",
        "X-Line-Retry-Key": ID,
        "Content-Type": "application/json",
    }
    text = "冷却水 <1> [toall]\n圧力が規格値を超えました\n1.62 MPa\nhttps://harimi.example/alerts/7"
    assert json.loads(only.body) == {
        "to": "U" + "0a" * 16,
        "messages": [
            {"type": "text", "text": text},
            {"type": "image", "originalContentUrl": SEEN, "previewImageUrl": SEEN},
        ],
    }


def test_line_fetches_pictures_by_https_only_and_takes_five_thousand_letters() -> None:
    settings = made("line", token="a token", to="C" + "0a" * 16)
    inside = Picture(JPEG, "words", "http://harimi.local/seen")
    (only,) = line.requests(settings, message(picture=inside, lines=("検" * 6000,)))
    (text,) = json.loads(only.body)["messages"]
    assert len(text["text"]) == 5000


@pytest.mark.parametrize(
    ("status", "body", "outcome", "code"),
    [
        (200, b"{}", Outcome.TAKEN, "taken"),
        (409, b'{"message":"The retry key is already accepted"}', Outcome.TAKEN, "taken"),
        (429, b'{"message":"You have reached your monthly limit."}', Outcome.LATER, "used_up"),
        (429, b'{"message":"The API rate limit has been exceeded."}', Outcome.LATER, "busy"),
        (401, b"{}", Outcome.BROKEN, "unauthorized"),
        (400, b"{}", Outcome.REFUSED, "not_understood"),
    ],
)
def test_what_line_answers_is_understood(status: int, body: bytes, outcome: Outcome, code: str) -> None:
    found = line.heard(Answer(status, body))
    assert (found.outcome, found.code, found.status) == (outcome, code, status)


def test_slack_gets_blocks_with_the_picture_and_then_without() -> None:
    first, second = slack.requests(made("slack", url=SLACK), message())
    assert first.url == SLACK
    told = json.loads(first.body)
    assert told["blocks"] == [
        {"type": "header", "text": {"type": "plain_text", "text": "🔴 冷却水 <1> [toall]", "emoji": True}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "圧力が規格値を超えました\n1.62 MPa"}},
        {"type": "image", "image_url": SEEN, "alt_text": "メーターの写真"},
        {
            "type": "actions",
            "elements": [{"type": "button", "text": {"type": "plain_text", "text": "アラートを開く"}, "url": LINK}],
        },
    ]
    assert told["text"].startswith("冷却水 &lt;1&gt; [toall]\n")
    assert [one["type"] for one in json.loads(second.body)["blocks"]] == ["header", "section", "actions"]


def test_a_name_calls_nobody_in_slack_chatwork_or_teams() -> None:
    named = message(title="x", lines=("<!channel> & [toall] [a](http://b)",))
    (told,) = slack.requests(made("slack", url=SLACK), message(picture=None, lines=named.lines))
    assert "<!channel>" not in told.body.decode()
    (told,) = chatwork.requests(made("chatwork", token="t", room="1"), named)
    assert "[toall]" not in parse_qs(told.body.decode())["body"][0]
    (told,) = teams.requests(made("teams", url=FLOW), named)
    assert "\\\\[a\\\\](http" in told.body.decode()


def test_teams_gets_an_adaptive_card() -> None:
    (only,) = teams.requests(made("teams", url=FLOW), message(title="x", lines=("one",), tone=Tone.OVER))
    told = json.loads(only.body)
    assert told["type"] == "message"
    (attached,) = told["attachments"]
    assert attached["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attached["content"] == {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.4",
        "body": [
            {"type": "TextBlock", "text": "x", "weight": "bolder", "size": "medium", "wrap": True, "color": "good"},
            {"type": "TextBlock", "text": "one", "wrap": True, "spacing": "small"},
            {"type": "Image", "url": SEEN, "altText": "メーターの写真", "size": "stretch"},
        ],
        "actions": [{"type": "Action.OpenUrl", "title": "アラートを開く", "url": LINK}],
    }


def test_a_workflow_that_is_switched_off_is_a_broken_channel() -> None:
    off = Answer(400, b'{"error":{"code":"WorkflowTriggerIsNotEnabled"}}')
    assert (teams.heard(off).outcome, teams.heard(off).code) == (Outcome.BROKEN, "switched_off")
    assert teams.heard(Answer(202, b"")).outcome == Outcome.TAKEN


def test_chatwork_gets_a_form_with_its_token() -> None:
    (only,) = chatwork.requests(made("chatwork", token="t", room="https://www.chatwork.com/#!rid123"), message(title="題"))
    assert only.url == "https://api.chatwork.com/v2/rooms/123/messages"
    assert only.headers == {"X-ChatWorkToken": "t", "Content-Type": "application/x-www-form-urlencoded"}
    assert parse_qs(only.body.decode()) == {
        "body": [f"[info][title]題[/title]圧力が規格値を超えました\n1.62 MPa\n{LINK}[/info]"],
        "self_unread": ["1"],
    }


def test_ntfy_gets_the_picture_with_its_words_in_headers_and_then_the_words_alone() -> None:
    settings = made("ntfy", server="https://push.example/", topic="a-topic", token="tk_1")
    first, second = ntfy.requests(settings, message())
    assert first.url == second.url == "https://push.example/a-topic"
    assert first.body == JPEG
    assert {name: first.headers[name] for name in ("Priority", "Tags", "Click", "Filename", "Content-Type")} == {
        "Priority": "5",
        "Tags": "rotating_light",
        "Click": LINK,
        "Filename": "meter.jpg",
        "Content-Type": "image/jpeg",
    }
    assert first.headers["Authorization"] == "Bearer tk_1"
    assert str(make_header(decode_header(first.headers["Title"]))) == "冷却水 <1> [toall]"
    assert str(make_header(decode_header(first.headers["Message"]))) == "圧力が規格値を超えました\\n1.62 MPa"
    assert all(value.isascii() and "\n" not in value for value in first.headers.values())
    assert second.body.decode() == "圧力が規格値を超えました\n1.62 MPa"
    assert "Message" not in second.headers


def test_a_webhook_is_signed_as_the_specification_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    vector = Webhook(WEBHOOK_KEY).sign(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", datetime.fromtimestamp(1614265330, UTC), '{"test": 2432232314}'
    )
    assert vector == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    older = webhook.new_secret()
    (only,) = webhook.requests(made("webhook", url="https://mine.example/in", secret=WEBHOOK_KEY, older=older), message())
    signed = f"{ID}.{only.headers['webhook-timestamp']}.".encode() + only.body
    keys = [base64.b64decode(one.removeprefix("whsec_")) for one in (WEBHOOK_KEY, older)]
    expected = [f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}" for key in keys]
    assert only.headers["webhook-signature"].split() == expected
    for key in (WEBHOOK_KEY, older):
        assert Webhook(key).verify(only.body, dict(only.headers))["type"] == "alert.opened"


def test_a_webhook_tells_programs_what_happened() -> None:
    (only,) = webhook.requests(made("webhook", url="https://mine.example/in", secret=WEBHOOK_KEY), message())
    assert json.loads(only.body) == {
        "type": "alert.opened",
        "timestamp": "2026-07-01T03:00:00+00:00",
        "data": {
            "alert": "7",
            "value": "1.62",
            "title": "冷却水 <1> [toall]",
            "lines": ["圧力が規格値を超えました", "1.62 MPa"],
            "link": LINK,
            "photograph": SEEN,
        },
    }


@pytest.mark.parametrize(
    ("status", "outcome", "code"),
    [
        (204, Outcome.TAKEN, "taken"),
        (302, Outcome.BROKEN, "moved"),
        (403, Outcome.BROKEN, "unauthorized"),
        (404, Outcome.BROKEN, "not_found"),
        (410, Outcome.BROKEN, "gone"),
        (413, Outcome.REFUSED, "not_understood"),
        (429, Outcome.LATER, "busy"),
        (503, Outcome.LATER, "down"),
    ],
)
def test_answers_are_understood_as_http_has_them(status: int, outcome: Outcome, code: str) -> None:
    found = webhook.heard(Answer(status, b"", 7.0))
    assert (found.outcome, found.code) == (outcome, code)
    assert found.after == (7.0 if outcome == Outcome.LATER else None)


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("line", {"token": "t", "to": "somebody"}),
        ("slack", {"url": "https://hooks.slack.com.example/services/T0"}),
        ("slack", {"url": "http://hooks.slack.com/services/T0"}),
        ("teams", {"url": "https://outlook.office.com/webhook/1"}),
        ("chatwork", {"token": "t", "room": "lobby"}),
        ("ntfy", {"topic": "a topic"}),
        ("ntfy", {"server": "file:///etc/passwd", "topic": "a"}),
        ("webhook", {"url": "https://mine.example", "secret": "whsec_c2hvcnQ="}),
        ("webhook", {"url": "https://mine.example", "secret": WEBHOOK_KEY, "other": 1}),
        ("more", {"url": "file:///tmp/told"}),
        ("more", {"url": "mailto://me:secret@gmail.com"}),
        ("more", {"url": "syslog://"}),
        ("more", {"url": "mqtt://broker.example/topic"}),
        ("more", {"url": "json://mine.example"}),
        ("more", {"url": "tgram://"}),
        ("more", {"url": "gotifys://push.example/Abcdefghijklmno?verify=no"}),
    ],
)
def test_settings_that_cannot_be_are_refused_without_saying_them_again(kind: str, settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as told:
        KINDS[kind].settings.model_validate(settings)
    assert not any(str(value) in str(told.value) for value in settings.values() if isinstance(value, str) and len(value) > 8)


@pytest.mark.parametrize(
    ("kind", "settings", "host", "shown"),
    [
        ("line", {"token": "secret", "to": "U" + "0a" * 16}, "api.line.me", {"to": "U" + "0a" * 16}),
        ("slack", {"url": SLACK}, "hooks.slack.com", {}),
        ("teams", {"url": FLOW}, "prod-01.japaneast.logic.azure.com", {}),
        ("chatwork", {"token": "secret", "room": "#!rid5"}, "api.chatwork.com", {"room": "5"}),
        ("ntfy", {"topic": "secret"}, "ntfy.sh", {"server": "https://ntfy.sh"}),
        ("webhook", {"url": "https://mine.example/secret", "secret": WEBHOOK_KEY}, "mine.example", {}),
        ("more", {"url": "gotifys://push.example/Abcdefghijsecret"}, "push.example", {}),
        ("more", {"url": "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js"}, "discord.com", {}),
    ],
)
def test_of_settings_only_what_is_no_secret_is_shown_again(
    kind: str, settings: dict[str, Any], host: str, shown: dict[str, Any]
) -> None:
    known = KINDS[kind]
    told = known.settings.model_validate(settings)
    assert known.host(told) == host
    assert told.shown() == shown
    assert not any(value in repr(told) for value in settings.values() if value not in shown.values())
    assert known.settings.model_validate_json(told.model_dump_json()) == told


def test_a_cut_text_is_never_longer_than_it_may_be() -> None:
    assert cut("short", 10) == "short"
    assert cut("🔴" * 10, 5) == "🔴🔴…"
    assert len(cut("検針" * 10, 5)) == 5


def test_every_service_that_may_be_used_exists_in_apprise() -> None:
    from apprise.plugins import N_MGR

    assert {name for name in more.HOSTS if name not in N_MGR} == set()
