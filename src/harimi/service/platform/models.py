"""Rows that any app builds on: work with a lease, and the outbox."""

import uuid

from django.db import models


class Leased(models.Model):
    """Work that one worker holds at a time. The row is the truth: a worker that dies lets its lease run out.

    1. `due_at` says from when on the work may be done; None means there is nothing to do.
    2. A worker that claims the row writes `lease` and `lease_until`.
    3. It writes its result in one transaction that fails if the lease is no longer its own.
    4. Work that fails comes back later, and after `working.MOST` tries no more.
    """

    due_at = models.DateTimeField(null=True, db_index=True)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


class OutboxEvent(Leased):
    """Something that happened, told to its handlers at least once, after the transaction in which it happened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.CharField(max_length=60)
    payload = models.JSONField()
    happened_at = models.DateTimeField(auto_now_add=True)
    fault = models.CharField(max_length=500, blank=True)


class Heartbeat(models.Model):
    """When a worker was last seen at work."""

    worker = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()


class Chore(Leased):
    """Something that is done every so often, once for all workers of all machines: `due_at` says when next."""

    name = models.CharField(max_length=40, primary_key=True)


class Fingerprint(models.Model):
    """Of a key that all machines must have alike; tells nothing of the key itself."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=16)
