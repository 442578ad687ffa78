"""Photographs by the API: fetched for some minutes by an address, and read without anything being kept."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from harimi.service.accounts.api_tokens import by_token, revoke
from harimi.service.api.device.common import limiter
from harimi.service.captures.models import Capture
from tests.services.api_calls import calling, photograph, token_for
from tests.services.test_addresses import _held
from tests.services.world import World, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
SERVICE = "http://localhost:8000"


@pytest.fixture
def made() -> World:
    """A meter that was read once."""
    made = world("energy", since=START)
    work()
    return made


def _address(made: World, token: str) -> str:
    [one] = calling(token).get(f"/api/v1/registers/{made.register.pk}/photographs").json()["data"]
    return str(one["address"]).removeprefix(SERVICE)


def test_an_address_shows_the_photograph_to_whoever_has_it_and_is_kept_by_nobody(made: World) -> None:
    address = _address(made, token_for(made.site.organization, made.owner))
    shown = Client().get(address)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.content.startswith(b"\xff\xd8")
    assert len(Client().get(f"{address}?wide=64").content) < len(shown.content)
    assert Client().get(f"{address}x").status_code == 404
    assert Client().get(f"{address}?wide=9000").status_code == 422


def test_an_address_ends_after_minutes_and_with_its_token(made: World) -> None:
    token = token_for(made.site.organization, made.owner)
    address = _address(made, token)
    with patch("django.core.signing.time.time", return_value=datetime.now(UTC).timestamp() + 601):
        assert Client().get(address).status_code == 404
    assert Client().get(address).status_code == 200
    row = by_token(token)
    assert row is not None
    revoke(row, actor=made.owner)
    assert Client().get(address).status_code == 404


def test_photographs_by_addresses_of_a_token_are_limited_apart_from_its_calls(made: World, settings: Any) -> None:
    limiter.cache_clear()
    settings.HARIMI = settings.HARIMI.model_copy(update={"api_calls_per_minute": 3})
    token = token_for(made.site.organization, made.owner)
    first, second = (_address(made, token) for _ in range(2))
    answers = [Client().get(address) for address in (first, second, f"{first}?wide=64", second)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert [one.headers["RateLimit-Remaining"] for one in answers] == ["2", "1", "0", "0"]
    assert answers[0].headers["RateLimit-Policy"] == "3;w=60"
    assert answers[3].json()["code"] == "too_many"
    assert int(answers[3].headers["Retry-After"]) > 0
    assert calling(token).get("/api/v1/token").status_code == 200
    other = _address(made, token_for(made.site.organization, made.owner))
    assert Client().get(other).status_code == 200
    assert "RateLimit-Limit" not in Client().get(f"{first}x").headers
    limiter.cache_clear()


def test_a_token_without_the_scope_gets_no_address_of_a_question(made: World) -> None:
    all_of = calling(token_for(made.site.organization, made.owner))
    asked = all_of.post(f"/api/v1/registers/{made.register.pk}/photographs", {"photo": photograph(made)}).json()
    assert asked["question"]["address"].startswith(SERVICE)
    few = calling(token_for(made.site.organization, made.owner, "readings:read"))
    [question] = few.get("/api/v1/questions").json()["data"]
    assert question["address"] is None


def _stored(folder: Path) -> set[str]:
    return {str(one) for one in folder.rglob("*") if one.is_file() and "sqlite" not in one.name}


@pytest.mark.parametrize("told", ["register", "declared", "face", "nothing"])
def test_a_photograph_is_read_and_nothing_of_it_is_kept(made: World, tmp_path: Path, told: str, caplog: Any) -> None:
    client = calling(token_for(made.site.organization, made.owner))
    client.get("/api/v1/token")
    declared: dict[str, dict[str, Any]] = {
        "register": {"register_id": str(made.register.pk)},
        "declared": {"kind": "segments", "digits": 8, "decimals": 2, "unit": "kWh"},
        "face": {"face": made.living.look.face().model_dump_json()},
        "nothing": {},
    }
    before, files, captures = _held(), _stored(tmp_path), Capture.objects.count()
    seen = client.post("/api/v1/read", {"photo": photograph(made), **declared[told]})
    assert seen.status_code == 200, seen.content
    assert seen.json()["state"] in ("published", "uncertain")
    if told != "nothing":
        assert (seen.json()["value"], seen.json()["read_by"]) == ("8765.41", ["segment_cells"])
    assert seen.headers["Cache-Control"] in ("no-store", "private, no-cache")
    assert _held() == before
    assert _stored(tmp_path) == files
    assert Capture.objects.count() == captures
    assert "8765" not in caplog.text


def test_what_is_no_photograph_and_what_makes_no_sense_is_refused(made: World, settings: Any) -> None:
    client = calling(token_for(made.site.organization, made.owner))

    def code(data: bytes | None = None, **told: Any) -> tuple[int, str]:
        photo = photograph(made) if data is None else SimpleUploadedFile("x.jpg", data)
        answer = client.post("/api/v1/read", {"photo": photo, **told})
        return answer.status_code, answer.json()["code"]

    assert code(b"no photograph") == (415, "not_a_photo")
    assert code(b"x" * 12_100_000) == (413, "too_large")
    assert code(face="{}") == (422, "bad_face")
    face = made.living.look.face()
    one = face.displays[0]
    crowded = face.model_copy(update={"displays": tuple(one.model_copy(update={"id": f"d{n}"}) for n in range(33))})
    refused = client.post("/api/v1/read", {"photo": photograph(made), "face": crowded.model_dump_json()}).json()
    assert (refused["code"], refused["detail"]) == ("bad_face", "33 displays; a face that is sent has 32 at most")
    assert code(low="1") == (422, "bad_range")
    assert code(digits=2, decimals=3) == (422, "bad_digits")
    assert code(register_id=str(made.site.pk)) == (404, "not_found")
    settings.HARIMI = settings.HARIMI.model_copy(update={"api_photographs_per_minute": 1})
    assert [code(b"one more")[0] for _ in range(2)] == [415, 429]
