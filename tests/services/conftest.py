"""The service on the database that HARIMI_DATABASE_URL names, by default SQLite in a file of this run's own."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.core.management.commands import flush
from django.core.management.sql import sql_flush
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from harimi.service.platform import blobs as blobs_module
from harimi.service.platform import fresh, refusing
from harimi.service.platform.crypto import Keyring
from harimi.service.privacy import asking, roles
from harimi.service.privacy.gate import using
from harimi.service.privacy.publication import at_start
from harimi.service.project.secrets import make_secret
from harimi.service.support.often import limiter
from tests.instances.program import absent, open_folder
from tests.instances.swift import Swift, installed

django_settings.SECRET_KEY = "only for tests"  # noqa: S105
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""A real one takes a tenth of a second on purpose, for each of a thousand sign-ins."""

django_settings.HARIMI = django_settings.HARIMI.model_copy(update={"staff_two_step": False})
"""Only its own tests ask for the second step of staff."""

vars(flush)["emit_post_migrate_signal"] = lambda *_, **__: None
"""Nothing here asks for the content types and permissions that Django makes anew whenever a test has emptied all tables."""


def _emptied(style: Any, connection: BaseDatabaseWrapper, **options: Any) -> list[str]:
    """On PostgreSQL only tables with rows are emptied, and row by row: TRUNCATE takes a second for a test's few rows.

    What refuses to be changed (`platform.refusing`) is emptied, too.
    """
    if connection.vendor != "postgresql":
        return [*refusing.dropping(), *sql_flush(style, connection, **options), *refusing.making()]
    with connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        cursor.execute(" UNION ALL ".join(f"(SELECT '{name}' FROM \"{name}\" LIMIT 1)" for name in tables))  # noqa: S608
        filled = [name for (name,) in cursor.fetchall()]
    unchecked = "SET LOCAL session_replication_role = replica"  # neither foreign keys nor triggers that forbid
    return [unchecked, *(f'DELETE FROM "{name}"' for name in filled)] if filled else []  # noqa: S608


vars(flush)["sql_flush"] = _emptied

FULL_ON_POSTGRESQL = os.environ.get("HARIMI_FULL_RUN") == "1" and connection.vendor == "postgresql"
ONCE = (
    *("test_*_pages.py", "test_pages.py", "test_page_queries.py", "test_privacy_page.py", "test_meter_page.py"),
    *("test_access.py", "test_addresses.py", "third_parties/test_addresses.py", "test_report_files.py", "test_reports.py"),
    *("test_face_*.py", "test_learned_views.py", "test_lamps.py", "test_scales.py", "test_segments.py", "test_fitting.py"),
    *("test_broker.py", "test_mqtt.py", "test_deploy.py", "test_doctor.py", "test_examples.py", "test_log_list.py"),
    *("test_policy_lint.py", "test_policy_texts.py", "test_texts.py", "test_suppression.py", "test_import_*.py"),
    *("test_export_making.py", "test_export_contents.py", "cards/test_traces.py"),
    *("*/test_*pages*.py", "*/test_api*.py", "test_api_access.py", "test_api_client.py", "test_api_schema.py"),
    *("test_api_account.py", "test_api_claims.py", "test_api_faces.py", "test_api_imports.py", "test_api_inquiries.py"),
    *("test_api_meter_life.py", "test_api_photographs.py", "test_api_trials.py"),
    *("test_export_complete.py", "letting/test_properties.py"),
    *("test_backups_cut_short.py", "test_restored_ends.py", "third_parties/test_succession.py"),
)
"""What asks the database nothing that its engine could answer otherwise, or takes minutes: on SQLite alone in a full run."""
collect_ignore_glob = list(ONCE) if FULL_ON_POSTGRESQL else []

_RING = Keyring.new().text()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The same for single tests that are marked so."""
    if FULL_ON_POSTGRESQL:
        once = [one for one in items if one.get_closest_marker("once")]
        config.hook.pytest_deselected(items=once)
        items[:] = [one for one in items if one not in once]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """A file and not SQLite's memory: only a file has the write-ahead log that the service relies on.

    Nothing here asks whether what was committed outlives the machine, so that no commit waits for the disk, which takes
    milliseconds; what kills a service (`tests/crash`) has one with its own settings.
    """
    options = connection.settings_dict["OPTIONS"]
    connection.settings_dict["TEST"]["MIGRATE"] = False
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        options["init_command"] += "PRAGMA synchronous=OFF; "
    else:
        options["options"] = "-c synchronous_commit=off"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """The cache's table too, which is no model's; and every migration counts as done, as its tables were made at once."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("createcachetable", verbosity=0)
        fresh.record_all()


@pytest.fixture(autouse=True)
def own_blobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store of this test's own."""
    folder = tmp_path / "blobs"
    blobs_module.blobs.cache_clear()
    monkeypatch.setattr(django_settings, "HARIMI", django_settings.HARIMI.model_copy(update={"data_dir": tmp_path}))
    make_secret(django_settings.HARIMI.field_keys_path, _RING)
    yield folder
    blobs_module.blobs.cache_clear()


@pytest.fixture(autouse=True)
def own_purpose(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test looks at what it made as the service does; one marked `no_purpose` begins without any."""
    if request.node.get_closest_marker("no_purpose"):
        yield
        return
    with using("provision"):
        yield


@pytest.fixture(autouse=True)
def uncounted() -> Iterator[None]:
    """Nobody has asked anything in this hour, and nothing is remembered of what is published."""
    limiter.cache_clear()
    asking.forget()
    yield
    limiter.cache_clear()


@pytest.fixture
def published(own_blobs: Path) -> None:
    """The first policy and terms of use, as the service publishes them when it starts."""
    at_start()


@pytest.fixture(scope="module")
def swift() -> Iterator[Swift]:
    """A real S3 server."""
    why = installed()
    if why:
        absent(why)
    with open_folder("swift") as folder:
        server = Swift(folder / "swift")
        server.start()
        server.make_bucket()
        yield server
        server.stop()


@pytest.fixture
def as_role() -> Iterator[None]:
    """On PostgreSQL the roles of statistics and marketing; they are the whole server's, so they are taken away again."""
    made = roles.apply()
    yield
    with connection.cursor() as cursor:
        for name in [connection.ops.quote_name(roles.role_of(one)) for one in roles.PURPOSES] if made else []:
            cursor.execute(f"DROP OWNED BY {name}")
            cursor.execute(f"DROP ROLE {name}")
