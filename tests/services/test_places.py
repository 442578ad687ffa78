"""Sites and tenants: made and named by those who may, let from a day on, and never to two at a time."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from harimi.service.meters.models import Site, Tenancy, Tenant
from harimi.service.meters.places import TenancyError, let, new_tenant
from harimi.service.readings.models import Recount, Usage
from harimi.service.readings.settled import Word, tell
from tests.services.world import World, home, hours, member, person, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)


@pytest.fixture
def made() -> World:
    return world("energy", since=START, faced=False)


def _client(made: World) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(made.owner)
    return client


def test_a_site_is_made_named_and_its_days_counted_anew(made: World) -> None:
    client = _client(made)
    client.post(reverse("sites"), {"name": "Annex", "time_zone": "Asia/Tokyo"})
    assert sorted(one.name for one in Site.objects.all()) == ["Annex", "Home"]
    for n, value in enumerate((Decimal(10), Decimal(34))):
        tell(made.register, START + hours(24 * n), Word(value, made.owner))
    client.post(reverse("site", args=[made.site.pk]), {"name": "House", "time_zone": "UTC"})
    assert Recount.objects.count() == 1
    work()
    assert list(Usage.objects.filter(period="day").values_list("amount", flat=True)) == [2400]
    assert Site.objects.get(pk=made.site.pk).name == "House"


@pytest.mark.parametrize("zone", ["Nowhere/City", "", "../etc/passwd", "x" * 100])
def test_a_zone_that_is_none_is_refused_with_words(made: World, zone: str) -> None:
    answer = _client(made).post(reverse("sites"), {"name": "Annex", "time_zone": zone})
    assert answer.status_code == 422
    assert Site.objects.count() == 1


def test_a_meter_is_let_from_a_day_on_to_one_tenant_at_a_time(made: World) -> None:
    meter, organization = made.register.meter, made.site.organization
    first, second = new_tenant(organization, "Sato", actor=made.owner), new_tenant(organization, "Suzuki", actor=made.owner)
    let(meter, first, START, actor=made.owner)
    let(meter, first, START, actor=made.owner)
    let(meter, second, START + hours(5), actor=made.owner)
    let(meter, None, START + hours(9), actor=made.owner)
    times = list(Tenancy.objects.order_by("since").values_list("tenant", "since", "until"))
    assert times == [(first.pk, START, START + hours(5)), (second.pk, START + hours(5), START + hours(9))]
    with pytest.raises(TenancyError):
        let(meter, first, START + hours(8), actor=made.owner)
    let(meter, first, START + hours(9), actor=made.owner)
    assert Tenancy.objects.filter(until=None).count() == 1


def test_a_tenant_of_somebody_else_gets_no_meter(made: World) -> None:
    stranger = home(person("other@example.jp"), "Elsewhere")
    other = new_tenant(stranger.organization, "Tanaka", actor=made.owner)
    with pytest.raises(TenancyError):
        let(made.register.meter, other, START, actor=made.owner)
    address = reverse("let_meter", args=[made.register.meter_id])
    assert _client(made).post(address, {"tenant": other.pk}).status_code == 404
    assert _client(made).post(address, {"tenant": uuid4()}).status_code == 404
    assert not Tenancy.objects.exists()


def test_tenants_are_made_renamed_and_given_meters_on_their_pages(made: World) -> None:
    client = _client(made)
    client.post(reverse("tenants"), {"name": "佐藤商店"})
    tenant = Tenant.objects.get()
    client.post(reverse("tenant", args=[tenant.pk]), {"name": "佐藤商店 2号"})
    client.post(reverse("let_meter", args=[made.register.meter_id]), {"tenant": tenant.pk, "since": "2026-04-01"})
    assert Tenancy.objects.get().since == datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
    page = client.get(reverse("tenants")).content.decode()
    assert "佐藤商店 2号" in page
    assert made.register.meter.name in page


@pytest.mark.parametrize("page", ["sites", "tenants"])
def test_who_may_change_nothing_sees_no_such_page(made: World, page: str) -> None:
    client = Client()
    client.force_login(member(made.site.organization, "viewer@example.jp"))
    assert client.get(reverse(page)).status_code == 404
    assert client.post(reverse(page), {"name": "X", "time_zone": "UTC"}).status_code == 404


def test_the_day_when_a_tenant_came_is_put_right(made: World) -> None:
    meter = made.register.meter
    first, second = (new_tenant(made.site.organization, name, actor=made.owner) for name in ("Sato", "Suzuki"))
    let(meter, first, START, actor=made.owner)
    let(meter, second, START + hours(9), actor=made.owner)
    let(meter, second, START + hours(10), actor=made.owner)
    assert Tenancy.objects.get(tenant=second).since == START + hours(10)
    with pytest.raises(TenancyError):
        let(meter, second, START + hours(5), actor=made.owner)
    with pytest.raises(TenancyError):
        let(meter, None, datetime(9000, 1, 1, tzinfo=UTC), actor=made.owner)
