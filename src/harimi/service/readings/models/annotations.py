"""What people wrote about meters."""

from django.conf import settings
from django.db import models

from harimi.service.meters.models import Meter
from harimi.service.privacy.sealed import SealedTextField


class Annotation(models.Model):
    """What somebody wrote about a moment of a meter, such as that a leak was mended."""

    meter = models.ForeignKey(Meter, models.CASCADE, related_name="annotations")
    at = models.DateTimeField()
    text = SealedTextField(item="contract_data", subject="meter.site.organization.subject_id")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["meter", "at"])]
