"""The service on the database that HARIMI_DATABASE_URL names, by default SQLite in a file of this run's own."""

import pytest
from django.db import connection


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file and not SQLite's memory: only a file has the write-ahead log that the service relies on."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
