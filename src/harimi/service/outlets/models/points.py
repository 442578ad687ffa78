"""Where a register stands at a Modbus server."""

from django.db import models

from harimi.service.meters.models import Register
from harimi.service.outlets.models.outlets import Outlet


class ModbusPoint(models.Model):
    """A register's place among those of an outlet: systems are set up by it once, so that it never changes.

    The place of a register that is deleted stays taken: nothing else is ever read there.
    """

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="points")
    register = models.ForeignKey(Register, models.SET_NULL, null=True, related_name="+")
    place = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outlet", "register"], name="a_point_each_register"),
            models.UniqueConstraint(fields=["outlet", "place"], name="a_register_each_point"),
        ]
