"""Whom data is about, known here by an opaque id alone."""

import uuid

from django.db import models


class Subject(models.Model):
    """A person, an organization, or what a law wants kept. What is known of them stands with the apps that point here."""

    class Kind(models.TextChoices):
        PERSON = "person"
        ORGANIZATION = "organization"
        KEPT = "kept"
        """Nobody any more: what a law wants kept for some time after an erasure, under a key of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    created_at = models.DateTimeField(auto_now_add=True)


class SubjectKey(models.Model):
    """What makes a subject's sealed fields readable and their audit rows attributable. Destroying it is erasure.

    `wrapped` is the data key, wrapped by the master key named `master`; `salt` makes the subject's tokens in the audit.
    """

    subject = models.OneToOneField(Subject, models.CASCADE, primary_key=True, related_name="key")
    master = models.CharField(max_length=40)
    wrapped = models.CharField(max_length=200)
    salt = models.BinaryField(max_length=32)
