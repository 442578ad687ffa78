"""What can be applied for."""

from django.db import models


class Plan(models.Model):
    """An offer of the operator, in both languages. Prices are whole yen a month with tax; an old plan stays for its contracts.

    `meters_most` is how many meters it is for at most, None for any number.
    """

    code = models.SlugField(max_length=40, unique=True)
    name_ja = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    about_ja = models.TextField(max_length=1000)
    about_en = models.TextField(max_length=1000)
    base_yen = models.PositiveIntegerField()
    meter_yen = models.PositiveIntegerField()
    meters_most = models.PositiveIntegerField(null=True, blank=True)
    offered = models.BooleanField(default=True)

    class Meta:
        ordering = ["base_yen", "meter_yen", "id"]

    @property
    def ja(self) -> str:
        """Its name in Japanese."""
        return self.name_ja

    @property
    def en(self) -> str:
        """Its name in English."""
        return self.name_en

    def monthly(self, meters: int) -> int:
        """Yen a month with tax for so many meters."""
        return self.base_yen + self.meter_yen * meters
