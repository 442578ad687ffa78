"""Every address is tried as everybody: who may not open it finds nothing, and what they send changes nothing."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from harimi.service.accounts.models import Membership
from harimi.service.meters.places import let, new_tenant
from tests.services.addresses import ADDRESSES, WHO
from tests.services.world import World, home, hours, member, person, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
PASSING = {"django_session", "privacy_accesslog", "privacy_accessdevice", "platform_heartbeat", "cache", "accounts_signedin"}
"""What any visit may leave."""


@pytest.fixture
def made(published: None) -> World:
    """A house with a meter that was let twice: its only photograph is of the second tenant's time."""
    made = world("energy", since=START)
    work()
    organization, meter = made.site.organization, made.register.meter
    for role in ("manager", "viewer"):
        member(organization, f"{role}@example.jp", role)
    for name, since in (("before", START - hours(48)), ("tenant", START - hours(1))):
        tenant = new_tenant(organization, name, actor=made.owner)
        user = person(f"{name}@example.jp")
        Membership.objects.create(organization=organization, user=user, role="tenant", tenant=tenant.pk)
        let(meter, tenant, since, actor=made.owner)
    home(person("other@example.jp"), "Elsewhere")
    person("staff@example.jp", staff=True)
    person("admin@example.jp", staff=True, admin=True)
    return made


def _clients() -> dict[str, Client]:
    clients = {who: Client(headers={"accept-language": "en"}) for who in WHO}
    for who, client in clients.items():
        if who != "nobody":
            assert client.login(email=f"{who}@example.jp", password="a long password")
    return clients


def _held() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(set(connection.introspection.table_names(cursor)) - PASSING):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found


def _changed(before: dict[str, list[tuple[object, ...]]]) -> list[str]:
    return [table for table, rows in _held().items() if rows != before.get(table)]


def test_who_may_not_open_an_address_finds_nothing(made: World) -> None:
    clients, wrong = _clients(), []
    for name, one in ADDRESSES.items():
        for who in WHO if not one.elsewhere else ():
            status = clients[who].get(one.of(name, made)).status_code
            allowed = (200, 302) if who in one.open else (302, 405) if who == "nobody" else (404, 405)
            if status not in allowed:
                wrong.append((name, who, status))
    assert wrong == [], "\n".join(map(str, wrong))


def test_what_is_sent_by_others_changes_nothing(made: World) -> None:
    clients, wrong = _clients(), []
    before = _held()
    for name, one in ADDRESSES.items():
        refused = [who for who in WHO if who not in one.send] if not one.elsewhere else []
        for who in refused:
            status = clients[who].post(one.of(name, made), one.form).status_code
            if status not in ((302, 403, 405) if who == "nobody" else (404, 405)):
                wrong.append((name, who, status))
    assert wrong == [], "\n".join(map(str, wrong))
    assert _changed(before) == []


def test_who_may_send_is_heard(made: World) -> None:
    clients, wrong = _clients(), []
    for name, one in ADDRESSES.items():
        for who in sorted(one.send):
            status = clients[who].post(one.of(name, made), one.form).status_code
            if status not in (200, 302, 400, 422):
                wrong.append((name, who, status))
    assert wrong == [], "\n".join(map(str, wrong))


def test_every_own_address_stands_in_the_table() -> None:
    own = {name for name in get_resolver().reverse_dict if isinstance(name, str) and not name.startswith(("account_", "mfa_"))}
    assert own ^ set(ADDRESSES) == set()
