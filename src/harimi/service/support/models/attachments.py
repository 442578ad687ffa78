"""Files that somebody sent along with a message of their inquiry."""

from django.db import models

from harimi.service.support.models.cases import Message


class Attachment(models.Model):
    """A file of a message, in the order in which they were sent: its bytes lie sealed in the store, under the key of who asked.

    A `PICTURE` was drawn anew and is a JPEG; a `DOCUMENT` is a PDF as it was sent. What the file was called is not kept.
    """

    class Kind(models.TextChoices):
        PICTURE = "picture"
        DOCUMENT = "document"

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    size = models.PositiveIntegerField()
    blob = models.CharField(max_length=80, blank=True, db_index=True)

    class Meta:
        ordering = ["id"]
