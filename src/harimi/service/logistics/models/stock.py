"""Where the operator keeps units, and how many of each model there should be."""

from django.db import models


class StockPlace(models.Model):
    """A room of the operator's own; nothing of anybody stands in its name."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class StockLevel(models.Model):
    """Of this model at least so many should be in stock."""

    model = models.CharField(max_length=80, unique=True)
    least = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.model
