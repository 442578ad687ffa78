"""What stands at a broker now."""

from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.meters.models import Register


class Shown(models.Model):
    """What a broker shows of a register: the moment, None where no value is shown, the total, a hash of how it was announced
    there, and when that was.

    So a broker is never told an older value after a newer one, nor a total that is less than the one before. `place` is a hash
    of the broker's address and the topic: who makes an outlet anew finds there what the one before it showed.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    place = models.CharField(max_length=64)
    register = models.ForeignKey(Register, models.CASCADE, related_name="+")
    at = models.DateTimeField(null=True)
    total = models.DecimalField(max_digits=24, decimal_places=9, null=True)
    announced = models.CharField(max_length=64, blank=True)
    announced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "place", "register"], name="shown_once")]
