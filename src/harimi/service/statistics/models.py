"""Statistics as they were released: figures alone, written once. No key leads from them to anybody whom they count."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class ReleasedError(RuntimeError):
    """Somebody tried to change figures that were released."""


class Release(models.Model):
    """One table of one month, by its name. `min_cell` is how few people a figure was about at least, and to which step it was
    rounded down.

    `people` is how many are counted in all, rounded down too; None where a small group would follow from it. `turn` numbers
    the releases of the same month, so that two that are made at once cannot both be written.
    """

    name = models.CharField(max_length=20)
    month = models.DateField()
    turn = models.PositiveSmallIntegerField(default=0)
    min_cell = models.PositiveIntegerField()
    people = models.PositiveIntegerField(null=True)
    left_out = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-month", "name", "-turn")
        constraints = (models.UniqueConstraint(fields=["name", "month", "turn"], name="one_release_each_turn"),)

    def save(self, *args: Any, **options: Any) -> None:
        """Writes a new row. Raises `ReleasedError` for one that is kept already."""
        if not self._state.adding:
            raise ReleasedError("a release never changes")
        super().save(*args, **options)


class Cell(models.Model):
    """How many people a release counts under one label, rounded down. `pooled` ones are rare values together, and name none."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="cells")
    label = models.CharField(max_length=80, blank=True)
    pooled = models.BooleanField(default=False)
    people = models.PositiveIntegerField()

    class Meta:
        ordering = ("pooled", "label")
        constraints = (models.UniqueConstraint(fields=["release", "label", "pooled"], name="one_cell_each_label"),)

    def save(self, *args: Any, **options: Any) -> None:
        """Writes a new row. Raises `ReleasedError` for one that is kept already."""
        if not self._state.adding:
            raise ReleasedError("a release never changes")
        super().save(*args, **options)
