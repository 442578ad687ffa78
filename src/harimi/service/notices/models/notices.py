"""What the operator tells customers."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.platform.models import Leased
from harimi.service.privacy.documents import Language


class NoticePublishedError(RuntimeError):
    """Somebody tried to change what people were told already."""


class Notice(Leased):
    """A notice in both languages, and to whom it goes. Once published it never changes; only its delivery goes on.

    1. Staff write a draft. 2. It is published, and due. 3. A worker writes deliveries, some hundreds at a time, in order of the
    users' ids: `reached` is the last one. 4. After the last user it is due no more.

    One about new terms or a new policy is written by the service itself, once for each publication.
    """

    class Kind(models.TextChoices):
        MAINTENANCE = "maintenance"
        OUTAGE = "outage"
        SERVICE = "service"
        TERMS = "terms"
        POLICY = "policy"

    class Audience(models.TextChoices):
        EVERYONE = "everyone"
        MANAGERS = "managers"
        """Owners and managers of any organization."""
        CHOSEN = "chosen"
        """Members of `organizations`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title_ja = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100)
    body_ja = models.TextField(max_length=8000)
    body_en = models.TextField(max_length=8000)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.EVERYONE)
    organizations = models.ManyToManyField(Organization, related_name="+")
    publication = models.PositiveIntegerField(null=True, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, db_index=True)
    reached = models.UUIDField(null=True)

    @property
    def rules(self) -> bool:
        """Whether it tells of new terms or a new policy."""
        return self.kind in (self.Kind.TERMS, self.Kind.POLICY)

    def title(self, language: Language) -> str:
        """Its title in a language."""
        return self.title_ja if language == "ja" else self.title_en

    def body(self, language: Language) -> str:
        """What it says in a language."""
        return self.body_ja if language == "ja" else self.body_en

    def save(self, *args: Any, **options: Any) -> None:
        """Raises `NoticePublishedError`."""
        self._still_draft()
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Raises `NoticePublishedError`."""
        self._still_draft()
        return super().delete(*args, **options)

    def _still_draft(self) -> None:
        if Notice.objects.filter(pk=self.pk).exclude(published_at=None).exists():
            raise NoticePublishedError("a published notice never changes; publish another one")
