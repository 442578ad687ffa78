"""What the service notes down by itself while My Account is used (clause 1(2)); each kind has an off switch and an end."""

from django.db import models
from django.db.models import Q

from harimi.service.privacy.models.subjects import Subject


class AccessDevice(models.Model):
    """A kind of browser with which somebody used My Account, as it names itself. Only with consent (clause 3-1)."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="access_devices")
    named = models.CharField(max_length=300)
    first_at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "named"], name="one_row_each_browser")]


class AccessLog(models.Model):
    """One page that was asked for: which one, never with what in its address; by whom, or by which browser nobody signed in to.

    The two are never kept together, so that an anonymous id does not become a name.
    """

    subject = models.ForeignKey(Subject, models.CASCADE, null=True, related_name="accesses")
    anonymous_id = models.CharField(max_length=43, blank=True, db_index=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    method = models.CharField(max_length=8)
    page = models.CharField(max_length=60)
    status = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["subject", "at"])]
        constraints = [
            models.CheckConstraint(condition=Q(subject=None) | Q(anonymous_id=""), name="no_name_for_an_anonymous_id")
        ]


class AnonymousId(models.Model):
    """A browser's random id, made from nothing but chance."""

    id = models.CharField(primary_key=True, max_length=43)
    first_at = models.DateTimeField(auto_now_add=True)
