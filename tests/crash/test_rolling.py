"""An upgrade: a database of the next version, then machines start anew by turns. No page fails, no photograph is lost."""

import psycopg

from tests.crash.fleet import Fleet, missing
from tests.crash.rolling import roll
from tests.instances import nginx
from tests.instances.program import absent

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


def test_machines_go_on_beside_a_database_that_the_next_version_added_to() -> None:
    if why := missing("") or nginx.installed():
        absent(why)
    rolled = roll(2, first=_add)
    assert len(rolled.machines) == 2
    assert rolled.asked > 50
    assert not rolled.failed
    assert rolled.verdict.faults == {}
    assert rolled.verdict.acknowledged > 10


def _add(made: Fleet) -> None:
    """What migrations may do: columns that may be empty or have a default in the database, and a table."""
    with psycopg.connect(made.database.url, autocommit=True) as connection:
        connection.execute("SET lock_timeout = '5s'")
        for (table,) in connection.execute(TABLES).fetchall():
            connection.execute(
                f'ALTER TABLE "{table}" ADD COLUMN next_note text, ADD COLUMN next_count integer NOT NULL DEFAULT 0'.encode()
            )
        connection.execute("CREATE TABLE next_thing (id bigint PRIMARY KEY)")
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('meters', '9999_next', now())")
