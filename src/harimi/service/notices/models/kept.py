"""Mail that is kept here because no SMTP server is set."""

from django.db import models


class KeptMessage(models.Model):
    """One mail as it would have been sent."""

    to = models.CharField(max_length=500)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
