"""How well photographs are read, in counts alone."""

from django.db import models

from harimi.service.accounts.models import Organization


class QualityDay(models.Model):
    """What became of an organization's photographs of a day, by kind of display and by reader: counts alone, no value.

    Attempts that are decided: `published`, `uncertain` (a person is asked), `unreadable`. Of readings of that day: `confirmed`,
    `corrected` and `rejected` by people. `day` is one by the calendar that the policy goes by; a person or a camera that
    reads by itself has an empty `reader`.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    day = models.DateField(db_index=True)
    kind = models.CharField(max_length=10)
    reader = models.CharField(max_length=200)
    published = models.PositiveIntegerField(default=0)
    uncertain = models.PositiveIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    corrected = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "day", "kind", "reader"], name="one_count_each_day")]
