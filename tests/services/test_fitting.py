"""A machine that would do harm beside the others does not start, and says what to share."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from harimi.service.platform import blobs as blobs_module
from harimi.service.platform.crypto import Keyring
from harimi.service.project.fitting import UnfitError, adopt, alone, check
from harimi.service.project.secrets import make_secret
from tests.services.world import world

pytestmark = pytest.mark.django_db(transaction=True)
needs_postgresql = pytest.mark.skipif(
    settings.HARIMI.engine == "sqlite", reason="several machines share a PostgreSQL; SQLite is one machine's"
)


def _other(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Another machine, with a data folder of its own."""
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update={"data_dir": folder}))
    blobs_module.blobs.cache_clear()


def test_other_field_keys_do_not_open_the_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world("energy", since=datetime(2026, 4, 6, tzinfo=UTC))
    check()
    _other(monkeypatch, tmp_path / "other")
    make_secret(settings.HARIMI.field_keys_path, Keyring.new().text())
    with pytest.raises(UnfitError, match="does not open this database's names"):
        check()


@needs_postgresql
def test_other_field_keys_are_noticed_before_there_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check()
    _other(monkeypatch, tmp_path / "other")
    make_secret(settings.HARIMI.field_keys_path, Keyring.new().text())
    with pytest.raises(UnfitError, match="field keys is not what the service was first started with"):
        check()


@needs_postgresql
def test_another_signing_key_is_refused_until_it_is_adopted(monkeypatch: pytest.MonkeyPatch) -> None:
    check()
    monkeypatch.setattr(settings, "SECRET_KEY", "another")
    with pytest.raises(UnfitError, match="harimi keys adopt"):
        check()
    adopt()
    check()


@needs_postgresql
def test_a_store_without_the_photographs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world("energy", since=datetime(2026, 4, 6, tzinfo=UTC))
    check()
    ring = settings.HARIMI.field_keys_path.read_text()
    _other(monkeypatch, tmp_path / "other")
    make_secret(settings.HARIMI.field_keys_path, ring)
    with pytest.raises(UnfitError, match="none of the newest photographs"):
        check()


def test_one_machine_after_the_other_changes_the_tables() -> None:
    with alone():
        held = _locks()
    assert (held, _locks()) == ((1, 0) if connection.vendor == "postgresql" else (0, 0))


def _locks() -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return int(cursor.fetchone()[0])
