"""That somebody leaves, or was erased: what is left of them, and proves it, leads to nobody."""

import uuid

from django.db import models
from django.utils import timezone

from harimi.service.platform.models import Leased
from harimi.service.privacy.closed import ClosedJSONField
from harimi.service.privacy.models import Subject


class Leaving(Leased):
    """The end of an account or a contract. Its `id` is the number of the receipt.

    1. Somebody leaves (`asked_at`): nothing new is taken from then on. `subject` is an opaque id, as everywhere.
    2. From `due_at` on a worker erases what is held, and counts it: rows by table in `gone`, and `files` of the store.
    3. It is over (`done_at`): `subject` is gone. `token` stands in the ledger of erasures and is found by those alone who
       still have the subject, such as a database restored from an old backup.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Subject.Kind.choices)
    subject = models.UUIDField(null=True, unique=True)
    token = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    gone = ClosedJSONField(default=dict)
    files = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    @property
    def begun(self) -> bool:
        """Whether it is too late to take it back: the ledger may know of it, or a worker comes to it at any moment."""
        return self.token != "" or self.due_at is None or self.due_at <= timezone.now()
