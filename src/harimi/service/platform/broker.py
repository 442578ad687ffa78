"""Celery as doorbell and pool: a message says what kind of work is due, and never which row."""

from functools import cache

from celery import Celery
from django.conf import settings
from django.db import close_old_connections
from kombu import Queue

from harimi.service.platform.bell import bell
from harimi.service.platform.jobs import IN_A_ROW, in_a_row, job

NAME, QUEUE = "harimi.due", "harimi"
LASTS, MOST = 60, 10_000
"""Seconds after which a bell that nobody heard is forgotten, and how many wait: what is due by then is rung for again."""


@cache
def app() -> Celery:
    """This process's Celery."""
    made = Celery("harimi", broker=settings.HARIMI.broker, set_as_current=False)
    made.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        task_ignore_result=True,
        task_queues=[Queue(QUEUE, message_ttl=LASTS, max_length=MOST)],
        task_default_queue=QUEUE,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_connection_timeout=3,
        broker_transport_options=_transport(),
    )
    made.task(name=NAME)(due)
    return made


def _transport() -> dict[str, object]:
    """Nobody waits long for a broker that is away; on Redis the keys of two services do not meet."""
    within: dict[str, object] = {"socket_timeout": 10, "socket_connect_timeout": 3, "max_retries": 1, "interval_start": 0}
    return within | ({"global_keyprefix": f"{settings.HARIMI.redis_prefix}:"} if "redis" in settings.HARIMI.broker else {})


def due(name: str) -> None:
    """Does what is due of a kind. Where more may be due the bell is rung once more, so that others have their turn."""
    wanted = job(name)
    if wanted is None:
        return
    close_old_connections()
    if in_a_row(wanted) == IN_A_ROW:
        bell().ring(name)
    close_old_connections()


def rung(name: str) -> None:
    """Sends the message. Raises whatever the broker's client says where it is away."""
    app().send_task(NAME, args=[name], expires=LASTS, retry=False)
