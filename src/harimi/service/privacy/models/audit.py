"""Who did what to whose data under which clause: a chain that shows what was taken from it."""

from django.db import models

from harimi.service.privacy.closed import ClosedJSONField


class AuditEvent(models.Model):
    """One link of the chain. It holds codes and tokens, never values or names.

    `digest` is the SHA-256 of a published text that the event is about. Tokens are keyed hashes of subjects under their
    own salt: with the salt destroyed the row still verifies and leads to nobody.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64, blank=True, db_index=True)
    subject = models.CharField(max_length=64, blank=True, db_index=True)
    action = models.CharField(max_length=40)
    clause = models.CharField(max_length=20, blank=True)
    purpose = models.CharField(max_length=40, blank=True)
    items = ClosedJSONField(default=list)
    recipient = models.CharField(max_length=40, blank=True)
    case = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, blank=True)
    policy = models.PositiveIntegerField(null=True)
    before = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)


class AuditHead(models.Model):
    """The chain's last link: one row, updated by whoever adds the next, so that there is one chain."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    mac = models.CharField(max_length=64)


class AuditAnchor(models.Model):
    """When the head was last told to the outside place, and whether the chain held when it was last verified."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    anchored_at = models.DateTimeField(null=True)
    anchored_seq = models.BigIntegerField(default=0)
    verified_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True)
