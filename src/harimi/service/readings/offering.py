"""What workers do about readings, offered to all that work, and the bell that rings when there is something to do."""

from collections.abc import Callable
from typing import Any

from django.db.models.signals import post_save

from harimi.service.captures.models import UNREAD, Cut
from harimi.service.meters.models import Upload
from harimi.service.platform.bell import ring
from harimi.service.platform.jobs import offer
from harimi.service.platform.models import OutboxEvent
from harimi.service.platform.outbox import deliver_one
from harimi.service.privacy.gate import using
from harimi.service.readings.imports.running import import_one
from harimi.service.readings.models import Chain, LearnedView, Recount, Reread
from harimi.service.readings.reading import read_some
from harimi.service.readings.recounting import recount_one
from harimi.service.readings.renewal.learning import learn_one
from harimi.service.readings.settling import settle_some
from harimi.service.readings.trials.listing import list_one
from harimi.service.readings.trials.reading import due, try_one
from harimi.service.readings.trials.taking import accept_one

TOGETHER = 2
"""Turns of what does up to eight at a time."""


def offer_all() -> None:
    """Called once Django has started."""
    offer("read", provided(read_some), lambda: Cut.objects.filter(state__in=UNREAD), TOGETHER)
    offer("settle", provided(settle_some), lambda: Chain.objects.exclude(dirty_from=None), TOGETHER)
    offer("recount", provided(recount_one), Recount.objects.all)
    offer("learn", provided(learn_one), lambda: LearnedView.objects.filter(state=LearnedView.State.NOTED), TOGETHER)
    offer("import", provided(import_one), lambda: Upload.objects.filter(done_at=None))
    offer("deliver", provided(deliver_one), OutboxEvent.objects.all)
    offer("list a reread", provided(list_one), lambda: Reread.objects.filter(state=Reread.State.LISTING))
    offer("read a trial", provided(try_one), due)
    offer("accept a reread", provided(accept_one), lambda: Reread.objects.filter(state=Reread.State.ACCEPTING))
    for model, name in ((Cut, "read"), (Recount, "recount"), (OutboxEvent, "deliver")):
        post_save.connect(_ringing(name), sender=model, weak=False, dispatch_uid=f"ring {name}")


def provided(job: Callable[[], bool]) -> Callable[[], bool]:
    """The job, done for the provision of the service."""

    def done() -> bool:
        with using("provision"):
            return job()

    return done


def _ringing(name: str) -> Callable[..., None]:
    def rings(instance: Any, *, created: bool, **_: object) -> None:
        if created and instance.due_at is not None:
            ring(name)

    return rings
