"""The database answers as the service needs it, on SQLite and on PostgreSQL alike."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction

from harimi.service.project.config import Config, config, database


@pytest.mark.django_db
def test_the_configured_database_is_the_one_in_use() -> None:
    assert connection.vendor == config().engine


@pytest.mark.django_db(transaction=True)
def test_twelve_writers_at_once_lose_nothing() -> None:
    def write(writer: int) -> None:
        for turn in range(10):
            with transaction.atomic():
                ContentType.objects.filter(app_label="writers").count()
                ContentType.objects.create(app_label="writers", model=f"{writer}-{turn}")
        connection.close()

    with ThreadPoolExecutor(12) as writers:
        list(writers.map(write, range(12)))
    assert ContentType.objects.filter(app_label="writers").count() == 120


@pytest.mark.django_db(transaction=True)
def test_a_failed_transaction_leaves_nothing() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ContentType.objects.create(app_label="failed", model="one")
        raise ZeroDivisionError
    assert not ContentType.objects.filter(app_label="failed").exists()


def test_a_database_url_becomes_a_pooled_connection() -> None:
    chosen = database(Config(database_url="postgresql://user:p%40ss@db.example:6543/harimi"))
    assert (chosen["NAME"], chosen["PASSWORD"], chosen["PORT"]) == ("harimi", "p@ss", "6543")
    assert chosen["OPTIONS"] == {"pool": {"min_size": 1, "max_size": 10, "timeout": 5, "reconnect_timeout": 3}}


def test_another_kind_of_database_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="must begin with postgresql://"):
        Config(database_url="mysql://localhost/harimi")


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
