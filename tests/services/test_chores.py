"""Chores are done once for all workers, and again when the one that had them died; work is offered by name."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from harimi.service.platform.jobs import IN_A_ROW, Job, in_a_row, jobs, overdue
from harimi.service.platform.leases import claim
from harimi.service.platform.models import Chore, OutboxEvent
from harimi.service.readings.chores import Every

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_many_workers_one_does_a_chore() -> None:
    done: list[int] = []

    def worker(n: int) -> None:
        Every("tidy", 60, lambda: done.append(n)).do_if_due()
        connection.close()

    with ThreadPoolExecutor(6) as workers:
        list(workers.map(worker, range(6)))
    assert len(done) == 1


def test_a_chore_comes_again_when_its_time_has_come() -> None:
    done: list[str] = []
    Every("tidy", 60, lambda: done.append("first")).do_if_due()
    Chore.objects.update(due_at=timezone.now())
    Every("tidy", 60, lambda: done.append("second")).do_if_due()
    assert done == ["first", "second"]
    assert Chore.objects.filter(due_at__gt=timezone.now() + timedelta(seconds=50)).exists()


def test_a_chore_whose_worker_died_is_done_by_another() -> None:
    Chore.objects.create(name="tidy", due_at=timezone.now())
    assert claim(Chore.objects.all(), seconds=-1) is not None
    done: list[str] = []
    Every("tidy", 60, lambda: done.append("other")).do_if_due()
    assert done == ["other"]


def test_a_chore_that_fails_is_not_lost() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    Every("tidy", 60, fail).do_if_due()
    assert Chore.objects.filter(due_at__gt=timezone.now(), lease=None).exists()


def test_what_nobody_took_is_late() -> None:
    now = timezone.now()
    for ago in (0, 10, 20):
        OutboxEvent.objects.create(topic="told", payload={}, due_at=now - timedelta(seconds=ago))
    held = OutboxEvent.objects.create(topic="told", payload={}, due_at=now - timedelta(seconds=30))
    OutboxEvent.objects.filter(pk=held.pk).update(lease_until=now + timedelta(seconds=30))
    told = Job("deliver", lambda: False, OutboxEvent.objects.all)
    assert (overdue(told, timedelta(seconds=5), 50), overdue(told, timedelta(seconds=5), 1)) == (2, 1)


def test_a_job_has_its_turn_and_then_others_have_theirs() -> None:
    assert in_a_row(Job("endless", lambda: True, OutboxEvent.objects.all)) == IN_A_ROW
    assert in_a_row(Job("nothing", lambda: False, OutboxEvent.objects.all)) == 0


def test_every_kind_of_work_is_offered() -> None:
    assert {"read", "settle", "recount", "import", "deliver", "report"} <= {each.name for each in jobs()}


def test_many_workers_share_rows_without_meeting() -> None:
    OutboxEvent.objects.bulk_create([OutboxEvent(topic="told", payload={}, due_at=timezone.now()) for _ in range(60)])

    def worker(_: int) -> list[str]:
        found = []
        while (row := claim(OutboxEvent.objects.all())) is not None:
            found.append(str(row.pk))
        connection.close()
        return found

    with ThreadPoolExecutor(8) as workers:
        taken = [key for found in workers.map(worker, range(8)) for key in found]
    assert len(taken) == len(set(taken)) == 60
