"""Rules that the database keeps: made once, made again where they were lost, and exchanged where they changed."""

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from harimi.service.billing.models import Sequence
from harimi.service.platform import refusing

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "billing_sequence"


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A table that refuses something, in this test alone."""

    def become(*told: tuple[str, str]) -> None:
        monkeypatch.setitem(refusing._RULES, TABLE, told)
        refusing.protect(apps.get_app_config("billing"))

    yield become
    become()


def _refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return True
    return False


def test_a_rule_is_made_once_and_again_where_it_was_lost(rules: Any) -> None:
    Sequence.objects.create(name="a", last=1)
    assert not _refused("UPDATE billing_sequence SET last = 2")
    rules(("UPDATE", "OLD.last = 2"))
    assert _refused("UPDATE billing_sequence SET last = 3")
    before = set(refusing._there("billing_"))
    refusing.protect(apps.get_app_config("billing"))
    assert set(refusing._there("billing_")) == before
    with connection.cursor() as cursor:
        for statement in refusing.dropping(TABLE):
            cursor.execute(statement)
    refusing.protect(apps.get_app_config("billing"))
    assert _refused("UPDATE billing_sequence SET last = 3")


def test_a_rule_that_changed_takes_the_others_place(rules: Any) -> None:
    Sequence.objects.create(name="a", last=1)
    rules(("UPDATE", "OLD.last = 1"), ("DELETE", "OLD.last = 5"))
    rules(("UPDATE", "OLD.last = 7"))
    assert not _refused("UPDATE billing_sequence SET last = 7")
    assert _refused("UPDATE billing_sequence SET last = 8")
    assert not _refused("DELETE FROM billing_sequence")
