"""What stands at a broker now."""

from django.db import models

from harimi.service.meters.models import Register
from harimi.service.outlets.models.outlets import Outlet


class Shown(models.Model):
    """What an outlet's broker shows of a register: the moment, the total as text, and a hash of how it was announced there.

    So a broker is never told an older value after a newer one, nor a total that is less than the one before.
    """

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="shown")
    register = models.ForeignKey(Register, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    total = models.DecimalField(max_digits=24, decimal_places=9, null=True)
    announced = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outlet", "register"], name="shown_once")]
