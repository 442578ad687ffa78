"""Alerts in My Account: seen with their figures, seen to, put off and ended; by members alone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.models import Membership, User
from harimi.service.alerts.models import Alert, AlertEvent
from harimi.service.alerts.telling.pictures import link
from harimi.service.meters.places import new_tenant
from tests.services.alerts.telling_scene import House, ended, opened
from tests.services.world import home, member, person

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


def client_of(user: User) -> Client:
    """Signed in, in English."""
    made = Client(headers={"accept-language": "en"})
    made.force_login(user)
    return made


def page(client: Client, address: str) -> str:
    """What is shown there."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_open_alerts_stand_first_with_their_figures_and_ended_ones_below(here: House) -> None:
    client = client_of(here.owner)
    assert "Nothing needs anybody now." in page(client, "/alerts")
    alert = opened(here)
    over = opened(here, level="warning", figures={"value": "1.30", "limit": "1.20", "upper": True, "more": 2}, rule=None)
    ended(over)
    shown = page(client, "/alerts")
    now, lately = shown.split("Over in the last 30 days")
    assert "1.62 MPa is above the limit of 1.60 MPa" in now
    assert f"/alerts/{alert.pk}" in now
    assert f"/alerts/{over.pk}" not in now
    assert "1.30 MPa is above the limit of 1.20 MPa. It was so 2 more times before." in lately
    assert '<span class="badge"><span class="visually-hidden">to be seen to </span>1</span>' in shown
    Alert.objects.filter(pk=over.pk).update(ended_at=timezone.now() - timedelta(days=31))
    assert f"/alerts/{over.pk}" not in page(client, "/alerts")


def test_a_list_is_filtered_by_site_meter_and_kind_and_pages_ask_no_more_for_more_alerts(
    here: House, django_assert_max_num_queries: object
) -> None:
    client = client_of(here.owner)
    alert = opened(here)
    for query in (f"meter={alert.meter_id}", f"site={here.site.pk}", "kind=limit", "kind=nonsense", "meter=x"):
        assert f"/alerts/{alert.pk}" in page(client, f"/alerts?{query}"), query
    assert f"/alerts/{alert.pk}" not in page(client, "/alerts?kind=battery")
    with django_assert_max_num_queries(20) as one:  # type: ignore[operator]  # a fixture without types
        page(client, "/alerts")
    for _ in range(8):
        ended(opened(here, rule=None))
    with django_assert_max_num_queries(len(one) + 1):  # type: ignore[operator]  # as above; the page of those that ended
        page(client, "/alerts")


def test_an_alert_is_seen_to_put_off_and_ended_with_a_note(here: House) -> None:
    client = client_of(here.owner)
    alert = opened(here)
    step = f"/alerts/{alert.pk}/step"
    assert client.post(step, {"step": "acknowledge", "list": "1"}).headers["Location"] == "/alerts"
    alert.refresh_from_db()
    assert (alert.state, alert.acknowledged_by) == ("acknowledged", here.owner)
    for until, least, most in (("hour", 0.9, 1.1), ("morning", 0.1, 33), ("week", 167, 169)):
        client.post(step, {"step": "snooze", "until": until})
        alert.refresh_from_db()
        assert alert.snoozed_until is not None
        assert least < (alert.snoozed_until - timezone.now()).total_seconds() / 3600 < most
    assert client.post(step, {"step": "end", "note": "Valve shut"}).headers["Location"] == f"/alerts/{alert.pk}"
    shown = page(client, f"/alerts/{alert.pk}")
    assert "Valve shut" in shown
    assert "Ended by hand" in shown
    assert here.owner.email in shown
    late = client.post(step, {"step": "acknowledge"}, follow=True).content.decode()
    assert "Somebody else was faster" in late


def test_who_sees_changes_nothing_and_others_find_nothing(here: House) -> None:
    alert = opened(here)
    member(here.site.organization, "viewer@example.jp")
    member(here.site.organization, "manager@example.jp", "manager")
    tenant = new_tenant(here.site.organization, "Tenant", actor=here.owner)
    user = person("tenant@example.jp")
    Membership.objects.create(organization=here.site.organization, user=user, role="tenant", tenant=tenant.pk)
    home(person("other@example.jp"), "Elsewhere")
    person("staff@example.jp", staff=True)
    seeing = ("viewer@example.jp", "manager@example.jp")
    for email in (*seeing, "tenant@example.jp", "other@example.jp", "staff@example.jp"):
        client = client_of(User.objects.get(email=email))
        assert (client.get(f"/alerts/{alert.pk}").status_code == 200) == (email in seeing), email
        listed = client.get("/alerts")
        assert (str(alert.pk) in listed.content.decode()) == (email in seeing), email
        if email != "manager@example.jp":
            assert client.post(f"/alerts/{alert.pk}/step", {"step": "end"}).status_code == 404
    assert "Put off" not in page(client_of(User.objects.get(email="viewer@example.jp")), f"/alerts/{alert.pk}")
    assert Client().get(f"/alerts/{alert.pk}").status_code == 302
    assert AlertEvent.objects.count() == 1


def test_no_picture_is_shown_where_there_is_none_or_nobody_was_given_its_address(here: House) -> None:
    path = "/alerts/picture/" + link(opened(here)).rpartition("/")[2]
    for address in (path, f"{path}x", "/alerts/picture/nonsense"):
        assert Client().get(address).status_code == 404, address
