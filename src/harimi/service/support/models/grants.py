"""A customer's consent to somebody of the staff acting for them."""

import uuid

from django.conf import settings
from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.support.models.cases import Case


class Grant(models.Model):
    """That one member of staff may see, or also change, an organization's meters for some hours.

    1. Asked for by `staff`, for a case and a reason.
    2. Given by an owner, who shows their password again: `until` is at most a day ahead. Or ended: refused.
    3. Begun by the member of staff, which is a look at what it opens. From then on they have the role, until it ends:
       by itself, by them, or by the customer at any moment.
    """

    class Reason(models.TextChoices):
        READING = "reading"
        CAMERA = "camera"
        SETUP = "setup"
        USAGE = "usage"

    class Scope(models.TextChoices):
        SEE = "see"
        CHANGE = "change"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="grants")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=8, choices=Reason.choices)
    scope = models.CharField(max_length=6, choices=Scope.choices)
    asked_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    """When it was ended, refused, or, by the tidying, found to have run out."""

    class Meta:
        indexes = [models.Index(fields=["organization", "until"], name="grants_that_run")]
