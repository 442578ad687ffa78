"""From where a visitor comes: from the network, or, where the operator says that a proxy stands in front, as that tells it."""

from pathlib import Path

import pytest
from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.test import RequestFactory

from harimi.service.pages.visitors import place_of

NGINX = Path(__file__).parents[2] / "deploy" / "nginx.conf"


@pytest.fixture
def behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update={"trusted_proxy": True}))


def _place(address: str = "192.0.2.1", forwarded: str | None = None) -> str:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return place_of(RequestFactory().get("/", REMOTE_ADDR=address, headers=headers))


def test_without_a_proxy_what_a_visitor_says_of_themselves_counts_for_nothing() -> None:
    assert not settings.HARIMI.trusted_proxy
    assert _place(forwarded="198.51.100.7") == "192.0.2.1"


@pytest.mark.usefixtures("behind_a_proxy")
def test_behind_a_proxy_the_last_address_is_the_one_that_it_saw() -> None:
    assert _place(forwarded="203.0.113.9, 198.51.100.7") == "198.51.100.7"
    assert _place(forwarded=" 198.51.100.8 ") == "198.51.100.8"


@pytest.mark.usefixtures("behind_a_proxy")
@pytest.mark.parametrize("told", [None, "", "somewhere", "1.2.3.4,"])
def test_where_the_proxy_tells_no_address_its_own_counts(told: str | None) -> None:
    assert _place(forwarded=told) == "192.0.2.1"


def test_of_ipv6_the_network_counts_for_every_household_has_many_addresses() -> None:
    assert _place("2001:db8:1:2::3") == _place("2001:db8:1:2:ffff::9") == "2001:db8:1:2::"
    assert _place("2001:db8:1:3::3") == "2001:db8:1:3::"
    assert _place("::ffff:192.0.2.7") == "192.0.2.7"


@pytest.mark.parametrize(("count", "wanted"), [(0, "192.0.2.1"), (1, "198.51.100.7")])
def test_allauth_takes_the_same_address(count: int, wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert int(settings.HARIMI.trusted_proxy) == settings.ALLAUTH_TRUSTED_PROXY_COUNT
    monkeypatch.setattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", count)
    asked = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
    assert get_client_ip(asked) == wanted


def test_the_proxy_of_the_examples_overwrites_what_a_visitor_says() -> None:
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX.read_text()
