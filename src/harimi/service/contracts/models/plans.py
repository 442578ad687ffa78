"""What can be applied for, and what it costs since when."""

from datetime import date

from django.db import models


class Plan(models.Model):
    """An offer of the operator, in both languages. An old plan stays for its contracts; what it costs are its `prices`.

    `meters_most` is how many meters it is for at most, None for any number.
    """

    code = models.SlugField(max_length=40, unique=True)
    name_ja = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    about_ja = models.TextField(max_length=1000)
    about_en = models.TextField(max_length=1000)
    meters_most = models.PositiveIntegerField(null=True, blank=True)
    offered = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]

    @property
    def ja(self) -> str:
        """Its name in Japanese."""
        return self.name_ja

    @property
    def en(self) -> str:
        """Its name in English."""
        return self.name_en

    def price_on(self, day: date) -> "PlanPrice | None":
        """What it costs on a day; None before its first price."""
        return max((one for one in self.prices.all() if one.since <= day), key=lambda one: one.since, default=None)


class PlanPrice(models.Model):
    """What a plan costs from a day on, in whole yen, all with consumption tax or all without.

    `base_yen` a month; `meter_yen` and `device_yen` a month for each meter and camera in use; `thousand_yen` for a thousand
    readings beyond `readings_free` a month for each meter, where that is a number. Once: `setup_yen` when the contract begins,
    `parcel_yen` for a parcel that was sent. In the first `trial_days` of a contract nothing is charged by the month.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="prices")
    since = models.DateField()
    with_tax = models.BooleanField(default=True)
    base_yen = models.PositiveIntegerField(default=0)
    meter_yen = models.PositiveIntegerField(default=0)
    device_yen = models.PositiveIntegerField(default=0)
    readings_free = models.PositiveIntegerField(null=True, blank=True)
    thousand_yen = models.PositiveIntegerField(default=0)
    setup_yen = models.PositiveIntegerField(default=0)
    parcel_yen = models.PositiveIntegerField(default=0)
    trial_days = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["since"]
        constraints = [models.UniqueConstraint(fields=["plan", "since"], name="one_price_each_day")]

    def monthly(self, meters: int) -> int:
        """Yen a month for so many meters."""
        return self.base_yen + self.meter_yen * meters
