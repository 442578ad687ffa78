"""What cameras are told to do."""

import uuid

from django.conf import settings
from django.db import models

from harimi.service.devices.models.device import Device


class Order(models.Model):
    """One thing that one camera is told, until it says what became of it. New settings are an order too.

    Those that were asked for together, for many cameras, have the same `together`. `code` says why one failed.
    """

    class Kind(models.TextChoices):
        SETTINGS = "settings"
        SHOOT = "shoot"
        REPORT = "report"
        RESTART = "restart"
        RENEW_TOKEN = "renew_token"  # noqa: S105  # the name of an order
        WIPE = "wipe"

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        RECEIVED = "received"
        DONE = "done"
        FAILED = "failed"
        EXPIRED = "expired"
        REPLACED = "replaced"
        """Newer settings came before these arrived."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    device = models.ForeignKey(Device, models.CASCADE, related_name="orders")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    code = models.CharField(max_length=20, blank=True)
    together = models.UUIDField(null=True, db_index=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["device", "-asked_at"]),
            models.Index(
                fields=["expires_at"], condition=models.Q(state__in=("queued", "sent", "received")), name="open_orders"
            ),
        ]


OPEN = (Order.State.QUEUED, Order.State.SENT, Order.State.RECEIVED)
"""What may still become something."""
