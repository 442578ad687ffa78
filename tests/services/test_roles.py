"""On PostgreSQL statistics and marketing read what the matrix lets them and nothing else, whoever writes the query."""

from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, connection

from harimi.service.privacy import roles
from harimi.service.privacy.held import held
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import AccessLog
from tests.services.world import home, person

pytestmark = pytest.mark.django_db(transaction=True)
postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles; the gate decides there")


def _select(purpose: str, column: str, table: str) -> list[tuple[object, ...]]:
    with roles.reading_as(purpose), connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")  # noqa: S608
        return list(cursor.fetchall())


@pytest.fixture
def made() -> Iterator[None]:
    """Something to read, and the roles; these are the whole server's, so they are taken away again."""
    home(person("who@example.jp"))
    AccessLog.objects.create(subject=person("other@example.jp").subject, method="GET", page="meters", status=200)
    assert roles.apply()
    yield
    with connection.cursor() as cursor:
        for purpose in roles.PURPOSES:
            name = connection.ops.quote_name(roles.role_of(purpose))
            cursor.execute(f"DROP OWNED BY {name}")
            cursor.execute(f"DROP ROLE {name}")


@pytest.mark.clause("PP-2-3(1)a")
@pytest.mark.clause("PP-2-3(2)a")
@pytest.mark.parametrize("purpose", roles.PURPOSES)
def test_what_is_granted_is_the_matrix(purpose: str) -> None:
    granted = roles.granted(purpose, current(), held())
    for table, told in held().tables.items():
        for column, one in told.columns.items():
            table_is_for_it = table in held().roles[purpose]
            may_use = current().allowed(purpose, one.item) if one.personal else one.why == "opaque id"
            assert (column in granted.get(table, [])) is (table_is_for_it and not one.flag and may_use), (table, column)


@postgresql
@pytest.mark.parametrize(
    ("purpose", "column", "table"),
    [
        ("statistics", "email", "accounts_user"),
        ("statistics", "name", "accounts_organization"),
        ("statistics", "value", "readings_reading"),
        ("statistics", "blob", "captures_cut"),
        ("statistics", "*", "privacy_accesslog, accounts_user"),
        ("marketing", "page", "privacy_accesslog"),
        ("marketing", "named", "privacy_accessdevice"),
        ("marketing", "value", "readings_reading"),
        ("marketing", "time_zone, organization_id", "meters_site"),
        ("marketing", "password", "accounts_user"),
        ("marketing", "body", "notices_keptmessage"),
        ("statistics", "cache_key", "cache"),
        ("statistics", "idempotency_key", "captures_capture"),
    ],
)
def test_the_database_refuses_what_the_purpose_may_not_use(made: None, purpose: str, column: str, table: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        _select(purpose, column, table)


@postgresql
def test_the_database_gives_what_the_purpose_may_use(made: None) -> None:
    assert _select("statistics", "page, status", "privacy_accesslog") == [("meters", 200)]
    assert {mail for (mail,) in _select("marketing", "email", "accounts_user")} == {"who@example.jp", "other@example.jp"}


@postgresql
def test_the_role_ends_with_its_block(made: None) -> None:
    _select("statistics", "page", "privacy_accesslog")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user")
        assert cursor.fetchone() == (2,)


@pytest.mark.skipif(connection.vendor == "postgresql", reason="has roles")
def test_a_database_without_roles_says_so() -> None:
    assert not roles.apply()
    with pytest.raises(roles.NoRolesError), roles.reading_as("statistics"):
        pass
