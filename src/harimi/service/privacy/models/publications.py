"""What was published, word for word. A row is written once and never changed or deleted."""

from typing import Any, NoReturn, TypeVar

from django.db import models
from django.utils import timezone

from harimi.service.privacy.documents import DocumentError, Language
from harimi.service.privacy.folding import sha256

_Row = TypeVar("_Row", bound=models.Model)


class PublishedError(RuntimeError):
    """Somebody tried to change what was published."""


class _Kept(models.QuerySet[_Row]):
    def update(self, **_: Any) -> NoReturn:
        raise PublishedError("what was published is never changed; publish a new version")

    def delete(self) -> NoReturn:
        raise PublishedError("what was published is never deleted")


class Publication(models.Model):
    """A text in both languages with the SHA-256 of its bytes. `version` is the template's, `number` counts publications.

    `spans` tells where each clause stands in each language. `complete` is false where the operator's profile had gaps.
    """

    class Change(models.TextChoices):
        FIRST = "first"
        OTHER = "other"  # clause 10: no purpose is touched
        WITHIN = "within"  # clause 2-4: purposes, within what is reasonably related
        BEYOND = "beyond"  # clause 2-4: purposes, beyond that; each person is asked
        EXEMPT = "exempt"  # clause 2-4: the law wants no notice; `reason` says on what ground

    number = models.PositiveIntegerField(unique=True)
    version = models.PositiveIntegerField()
    ja = models.TextField()
    en = models.TextField()
    ja_sha256 = models.CharField(max_length=64)
    en_sha256 = models.CharField(max_length=64)
    spans = models.JSONField()
    change = models.CharField(max_length=8, choices=Change.choices)
    reason = models.CharField(max_length=1000, blank=True)
    consent_required = models.BooleanField(default=False)
    complete = models.BooleanField()
    effective_from = models.DateTimeField()
    published_at = models.DateTimeField()

    objects = models.Manager.from_queryset(_Kept)()

    class Meta:
        abstract = True
        ordering = ["number"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise PublishedError("what was published is never changed; publish a new version")
        self.ja_sha256, self.en_sha256 = sha256(self.ja), sha256(self.en)
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise PublishedError("what was published is never deleted")

    def text(self, language: Language) -> str:
        """The text in one language."""
        return self.ja if language == "ja" else self.en

    def clause(self, clause: str, language: Language) -> str:
        """The words of a clause as they were published; a `KeyError` where there is none."""
        start, end = self.spans[language][clause]
        return self.text(language)[start:end]

    def sha256(self, language: Language) -> str:
        """The hash of a text's bytes, taken when it was published."""
        return self.ja_sha256 if language == "ja" else self.en_sha256

    @property
    def begun(self) -> bool:
        """Whether its day has come."""
        return self.effective_from <= timezone.now()

    def check_intact(self) -> None:
        """A `DocumentError` where the text is no longer the one that was published."""
        if (sha256(self.ja), sha256(self.en)) != (self.ja_sha256, self.en_sha256):
            raise DocumentError(f"{self._meta.verbose_name} {self.number} was changed in the database; restore a backup.")


class TermsPublication(Publication):
    """The terms of use as published."""


class PolicyPublication(Publication):
    """The policy as published, with the terms that its words come from and the numbers that hold under it."""

    terms = models.ForeignKey(TermsPublication, models.PROTECT, related_name="policies")
    procedure_ja = models.TextField()
    procedure_en = models.TextField()
    numbers = models.JSONField()

    def procedure(self, language: Language) -> str:
        """How requests are made, as published with this version."""
        return self.procedure_ja if language == "ja" else self.procedure_en
