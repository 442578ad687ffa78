"""What the tests of the face editor do with its pages."""

from datetime import UTC, datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from harimi.service.captures.models import Cut
from tests.services.world import World

START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)


def client_of(email: str = "owner@example.jp", language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    assert client.login(email=email, password="a long password")
    return client


def ask(made: World, name: str, sent: dict[str, Any], client: Client | None = None) -> Any:
    address = reverse(name, args=[made.register.meter_id])
    return (client or client_of()).post(address, sent, content_type="application/json")


def page_of(made: World, name: str = "face", **query: str) -> Any:
    return client_of().get(reverse(name, args=[made.register.meter_id]), query)


def newest(made: World) -> Cut:
    return Cut.objects.filter(installation=made.installation).order_by("-taken_at")[0]


def drawn_on(made: World) -> dict[str, Any]:
    """The editor's face and its photograph, as its script sends them."""
    page = page_of(made)
    return {"picture": page.context["picture"].pk, "face": page.context["face"]}


# Proposing
