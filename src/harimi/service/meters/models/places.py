"""Where meters hang, and who uses what they count."""

import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q

from harimi.service.accounts.models import Organization
from harimi.service.privacy.sealed import SealedTextField


class Site(models.Model):
    """Where meters hang. Its days and months are those of `time_zone`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="sites")
    name = SealedTextField(item="place", subject="organization.subject_id")
    time_zone = models.CharField(max_length=60, default="Asia/Tokyo")

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.time_zone)


class Tenant(models.Model):
    """Who uses what some meters count: somebody who rents rooms, a shop, a department.

    Whoever signs in as a tenant has a membership of that role which names this row (`Membership.tenant`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="tenants")
    name = SealedTextField(item="contract_data", subject="organization.subject_id")
    created_at = models.DateTimeField(auto_now_add=True)


class Tenancy(models.Model):
    """A tenant has the use of a meter from `since` to `until`; they see its readings of that time and no others."""

    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="tenancies")
    meter = models.ForeignKey("meters.Meter", models.CASCADE, related_name="tenancies")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["meter", "since"])]
        constraints = [models.UniqueConstraint(fields=["meter"], condition=Q(until=None), name="a_meter_has_one_tenant")]


class SavedView(models.Model):
    """Filters of the list of meters that a person wants to find again; `query` as an address carries it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_view_each_name")]
