"""The fee of a request under clause 6 or 7."""

import uuid
from uuid import UUID

from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.platform.models import Leased
from harimi.service.requests.models.requests import Request


class Fee(Leased):
    """Yen with tax for one request, quoted once it is known who asks, and taken only when the request is fulfilled.

    1. `QUOTED`. 2. `AGREED`: on the next invoice of `organization`, or held on a card by the provider. 3. `TAKING`: a worker
    takes what is `taken` from the card. 4. `TAKEN`, or `RELEASED` where nothing is to be paid after all. `WAIVED`: there is
    nobody to whom an invoice could go, or the operator does without. `reference` is under which the provider knows the payment,
    `session` and `intent` are its own ids.
    """

    class State(models.TextChoices):
        QUOTED = "quoted"
        AGREED = "agreed"
        TAKING = "taking"
        TAKEN = "taken"
        RELEASED = "released"
        WAIVED = "waived"

    class Way(models.TextChoices):
        INVOICE = "invoice"
        CARD = "card"

    request = models.OneToOneField(Request, models.CASCADE, related_name="fee")
    yen = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUOTED)
    way = models.CharField(max_length=7, choices=Way.choices, blank=True)
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, related_name="+")
    reference = models.UUIDField(default=uuid.uuid4, unique=True)
    session = models.CharField(max_length=255, blank=True, db_index=True)
    intent = models.CharField(max_length=255, blank=True, db_index=True)
    taken = models.PositiveIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)

    @property
    def subject_id(self) -> UUID:
        """Who pays it."""
        return self.request.subject_id
