"""Answers that staff keep ready."""

from django.db import models


class ReadyAnswer(models.Model):
    """What staff often answer, in both languages, with `{name}` and `{number}` where who asked and their case stand.

    The title is for staff. Nothing of anybody belongs into it.
    """

    title = models.CharField(max_length=80, unique=True)
    body_ja = models.TextField(max_length=5000)
    body_en = models.TextField(max_length=5000)

    class Meta:
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title
