"""Tokens of the API are made, shown once and revoked by owners and managers; what they may is what their maker may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from harimi.service.accounts.api_tokens import TokenError, by_token, forget_ended, make_token
from harimi.service.accounts.models import Activity, ApiToken, Membership, Organization
from tests.services.people import client, house, membership, who_is

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"name": "Books", "scopes": ["readings:read", "meters:read"], "days": "90"}


def test_a_token_is_shown_once_and_kept_as_a_hash() -> None:
    organization = house()
    manager = client("manager")
    asked = manager.post("/account/tokens", FORM)
    assert asked.status_code == 302
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    made = manager.post("/accounts/reauthenticate/", {"password": "a long password", "next": "/account/tokens"})
    token = made.content.decode().split('<code class="token">')[1].split("<")[0]
    row = ApiToken.objects.get()
    assert token.startswith("hk_")
    assert row.end == token[-4:]
    assert token not in str(vars(row))
    assert made.headers["Cache-Control"] == "no-store"
    listed = manager.get("/account/tokens").content.decode()
    assert "Books" in listed
    assert token not in listed
    assert by_token(token) == row
    assert [one.action for one in Activity.objects.filter(organization=organization)] == ["token.made"]
    assert manager.post(f"/account/tokens/{row.pk}/revoke").status_code == 302
    assert by_token(token) is None
    assert "API token Books" in client("owner").get("/account/activity").content.decode()


def test_nobody_revokes_what_is_anothers_and_who_makes_none_finds_no_page() -> None:
    row, token = make_token(house(), "Books", ["readings:read"], actor=who_is("owner"))
    for who in ("viewer", "tenant", "staff"):
        assert client(who).get("/account/tokens").status_code == 404, who
    other = client("other")
    other.post("/accounts/reauthenticate/", {"password": "a long password"})
    assert other.post(f"/account/tokens/{row.pk}/revoke").status_code == 404
    assert by_token(token) == row


def test_a_token_stops_with_its_maker() -> None:
    organization = house()
    _, token = make_token(organization, "Books", ["readings:read"], actor=who_is("manager"))
    assert by_token(token) is not None
    there = membership("manager")
    there.role = Membership.Role.VIEWER
    there.save()
    assert by_token(token) is None
    there.role = Membership.Role.OWNER
    there.save()
    assert by_token(token) is not None
    for wrong in ({"is_active": False}, {"suspended_at": timezone.now()}):
        type(who_is("manager")).objects.filter(email="manager@example.jp").update(**wrong)
        assert by_token(token) is None, wrong
        type(who_is("manager")).objects.filter(email="manager@example.jp").update(is_active=True, suspended_at=None)
    there.delete()
    assert by_token(token) is None


def test_a_token_ends_and_is_forgotten_a_month_later() -> None:
    organization, now = house(), timezone.now()
    _, token = make_token(organization, "A", ["readings:read"], actor=who_is("owner"), expires_at=now + timedelta(days=1))
    assert by_token(token) is not None
    ApiToken.objects.update(expires_at=now - timedelta(seconds=1))
    assert by_token(token) is None
    assert forget_ended() == 0
    assert forget_ended(now + timedelta(days=31)) == 1


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("name", {"name": " "}),
        ("scopes", {"scopes": []}),
        ("scopes", {"scopes": ["everything"]}),
        ("expires", {"expires_at": timezone.now() - timedelta(days=1)}),
    ],
)
def test_what_is_no_token_is_refused(code: str, wrong: dict[str, object]) -> None:
    with pytest.raises(TokenError, match=code):
        make_token(house(), actor=who_is("owner"), **{"name": "A", "scopes": ["readings:read"], **wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize("over", ["ended_at", "suspended_at"])
def test_tokens_that_read_on_after_a_contract_are_seen_and_ended(over: str) -> None:
    row, token = make_token(house(), "Books", ["readings:read"], actor=who_is("owner"))
    Organization.objects.filter(pk=row.organization_id).update(**{over: timezone.now()})
    assert by_token(token) is not None
    owner = client("owner")
    page = owner.post("/accounts/reauthenticate/", {"password": "a long password", "next": "/account/tokens"}, follow=True)
    assert "Books" in page.content.decode()
    assert 'name="days"' not in page.content.decode()
    assert owner.post("/account/tokens", FORM).status_code == 422
    assert [one.name for one in ApiToken.objects.all()] == ["Books"]
    assert owner.post(f"/account/tokens/{row.pk}/revoke").status_code == 302
    assert by_token(token) is None
