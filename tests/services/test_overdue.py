"""What is kept too long is noticed, table by table, and the tidying leaves nothing of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from harimi.service.incidents.models import Incident
from harimi.service.privacy.held import held
from harimi.service.privacy.models import AccessLog
from harimi.service.privacy.overdue import overdue
from harimi.service.readings.chores import keep_house
from harimi.service.readings.models import Reread
from harimi.service.requests.models import Request
from harimi.service.support.models import Case, Violation
from tests.services.residue.planting import plant
from tests.services.world import person

pytestmark = pytest.mark.django_db(transaction=True)
LONGER = 4000
"""Days after which all is over that is kept for some days."""
COUNTED = [name for name, table in held().tables.items() if table.age and not table.age.startswith("-")]


def _late() -> set[str]:
    return {one.table for one in overdue(timezone.now() + timedelta(days=LONGER))}


def test_every_table_that_is_kept_some_days_is_looked_at() -> None:
    plant("energy")
    Incident.objects.update(closed_at=timezone.now())
    assert set(overdue()) == set()
    assert _late() == set(COUNTED) - {"privacy_anonymousid"}


def test_tidying_leaves_nothing_that_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    plant("energy")
    Reread.objects.update(state="dropped")
    Case.objects.update(state="closed")
    Violation.objects.update(state="ended")
    Request.objects.update(state="closed")
    Incident.objects.update(state="closed", closed_at=timezone.now())
    later = timezone.now() + timedelta(days=LONGER)
    assert _late()

    def now() -> datetime:
        return later

    monkeypatch.setattr("django.utils.timezone.now", now)
    keep_house()
    keep_house()  # the first one writes letters: of an outlet that was away too long
    assert _late() == set()


def test_a_session_that_ended_by_itself_is_deleted() -> None:
    Session.objects.create(session_key="over", session_data="x", expire_date=timezone.now() - timedelta(minutes=1))
    keep_house()
    assert not Session.objects.exists()


def test_administrators_are_told() -> None:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person("admin@example.jp", staff=True, admin=True))
    assert "Nothing is kept longer" in client.get("/office/policy").text
    row: Any = AccessLog.objects.create(anonymous_id="x", method="GET", page="home", status=200)
    AccessLog.objects.filter(pk=row.pk).update(at=datetime(2026, 1, 1, tzinfo=UTC))
    assert "Kept longer than the policy says: Pages that you opened" in client.get("/office/policy").text
