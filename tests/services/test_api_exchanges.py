"""Exchanges by the API: told once, proven by photographs, refused where they cannot be."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from harimi.service.readings.models import Exchange, Usage
from harimi.service.readings.settled import Word, tell
from tests.services.api_calls import calling, photograph, token_for
from tests.services.world import World, hours, send, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)


@pytest.fixture
def made() -> World:
    """A meter that was read twice."""
    made = world("energy", since=START)
    send(made, "8766.12", START + hours(1))
    work()
    return made


def exchanged(made: World, **told: Any) -> Any:
    client = calling(token_for(made.site.organization, made.owner))
    body = {"at": (START + hours(2)).isoformat(), "last_value": "8767", "serial": "N-1", **told}
    return client.post(f"/api/v1/registers/{made.register.pk}/exchanges", body)


def test_an_exchange_goes_on_counting_and_is_told_with_its_photographs(made: World) -> None:
    answer = exchanged(made, expires_on="2034-04-30", last_photo=photograph(made))
    assert answer.status_code == 200, answer.content
    tell(made.register, START + hours(3), Word(Decimal(2), made.owner))
    work()
    used = sum(Usage.objects.filter(register=made.register, period="hour").values_list("amount", flat=True))
    assert used == (876700 - 876541) + 200
    client = calling(token_for(made.site.organization, made.owner))
    [one] = client.get(f"/api/v1/registers/{made.register.pk}/exchanges").json()["data"]
    assert one == answer.json()
    assert (one["last_value"], one["first_value"], one["serial"]) == ("8767.00", "0.00", "")
    assert one["first_photograph_id"] is None
    assert client.get(f"/api/v1/photographs/{one['last_photograph_id']}").status_code == 200
    meter = client.get(f"/api/v1/meters/{made.register.meter_id}").json()
    assert (meter["serial"], meter["expires_on"]) == ("N-1", "2034-04-30")


def test_told_again_it_is_one_exchange_and_another_for_the_same_moment_is_refused(made: World) -> None:
    first, again = (exchanged(made, first_photo=photograph(made)) for _ in range(2))
    assert (first.status_code, first.json()) == (200, again.json())
    other = exchanged(made, last_value="8768")
    assert (other.status_code, other.json()["code"]) == (422, "exchanged_later")
    assert Exchange.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"last_value": "8765"}, "below_last"),
        ({"last_value": "87660000"}, "impossible"),
        ({"first_value": "87660000"}, "impossible"),
        ({"at": "2199-01-01T00:00:00Z"}, "yet_to_come"),
        ({"at": "2026-04-06"}, "bad_request"),
        ({"digits": "16", "decimals": "0"}, None),
        ({"digits": "2", "decimals": "3"}, "bad_digits"),
        ({"multiplier": "0"}, "bad_request"),
        ({"last_value": "-1"}, "bad_request"),
        ({"same_looks": "true"}, "bad_request"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(made: World, told: dict[str, str], code: str | None) -> None:
    answer = exchanged(made, **told)
    assert answer.json().get("code") == code, answer.content
    assert Exchange.objects.count() == (code is None)


def test_more_digits_than_can_be_kept_and_what_is_no_photograph_are_refused(made: World) -> None:
    made.register.decimals = 4
    made.register.save()
    assert exchanged(made, digits="16", decimals="0").json()["code"] == "too_large"
    refused = exchanged(made, last_photo=SimpleUploadedFile("x.jpg", b"no photograph"))
    assert (refused.status_code, refused.json()["code"]) == (415, "not_a_photo")
    assert not Exchange.objects.exists()


def test_a_gauge_has_no_exchange() -> None:
    answer = exchanged(world("pressure", since=START))
    assert (answer.status_code, answer.json()["code"]) == (422, "no_counter")
