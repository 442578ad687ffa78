"""Instruments put in the place of others."""

from django.conf import settings
from django.db import models

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Register


class Exchange(models.Model):
    """Another instrument was put in a register's place: the last value of the old one, the first of the new one, and their
    pictures where there are any. `serial` and `model` are those of the old one.
    """

    register = models.ForeignKey(Register, models.CASCADE, related_name="exchanges")
    at = models.DateTimeField()
    last_value = models.BigIntegerField()
    first_value = models.BigIntegerField()
    last_picture = models.ForeignKey(Cut, models.SET_NULL, null=True, related_name="+")
    first_picture = models.ForeignKey(Cut, models.SET_NULL, null=True, related_name="+")
    model = models.CharField(max_length=80, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "at"], name="one_exchange_each_moment")]
