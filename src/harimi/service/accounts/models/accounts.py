"""People who sign in, and the organizations whose meters they may see."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language

from harimi.service.privacy.keys import new_subject
from harimi.service.privacy.models import Subject
from harimi.service.privacy.publication import accept
from harimi.service.privacy.sealed import SealedTextField


class UserManager(BaseUserManager["User"]):
    """Makes users. Mail addresses are kept in lower case: nobody has two that differ by that alone."""

    @transaction.atomic
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account under the policy and terms in force. Raises a `PublicationError` where nothing is published."""
        subject = new_subject(Subject.Kind.PERSON)
        accept(subject, fields.get("language") or (get_language() or "ja")[:2])
        user = self.model(email=email.strip().lower(), subject=subject, **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by mail address. `language` is how pages and mails speak to them, empty for the browser's wish.

    While they are suspended, since `suspended_at`, they sign in and see why, and nothing but their rights is left to them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="user")
    email = models.EmailField(unique=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    suspended_at = models.DateTimeField(null=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return str(self.id)


class Organization(models.Model):
    """A customer: a household, a company or a public body. A household needs no operator, contract or bill.

    Their name is sealed; `name_index` finds it (`privacy.sealed.index_of`). Photographs are kept `photographs_kept_days`, None
    for as long as the contract, and older ones thinned out as `photographs_thinned` says. From `ended_at` on the contract is
    over: nothing new comes in, what is there is only looked at and taken along, until it is erased. So it is while they are
    suspended, since `suspended_at`, too, but for the erasure; a suspension ended last at `resumed_at`.
    """

    class Kind(models.TextChoices):
        HOUSEHOLD = "household"
        COMPANY = "company"
        PUBLIC = "public"

    class Thinned(models.TextChoices):
        """Which photographs are kept once they are 30 days old (`readings.keeping_fewer`), of those that are kept at all."""

        ALL = "all"
        DAILY = "daily"
        """The last of each day."""
        EVIDENCE = "evidence"
        """The last of each month, on which usage rests, and those of which a person said what they show."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="organization")
    name = SealedTextField(item="name")
    name_index = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.HOUSEHOLD)
    created_at = models.DateTimeField(auto_now_add=True)
    photographs_kept_days = models.PositiveSmallIntegerField(null=True)
    photographs_thinned = models.CharField(max_length=8, choices=Thinned.choices, default=Thinned.ALL)
    ended_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    resumed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


def tenant_if_tenant(name: str) -> models.CheckConstraint:
    """Who is let something is known by the one whom the meters know, and nobody else is."""
    let, other = models.Q(role="tenant", tenant__isnull=False), ~models.Q(role="tenant") & models.Q(tenant__isnull=True)
    return models.CheckConstraint(condition=let | other, name=name)


class Membership(models.Model):
    """A person's role in an organization. `tenant` is whom the meters know as that tenant, for that role alone."""

    class Role(models.TextChoices):
        OWNER = "owner"
        MANAGER = "manager"
        VIEWER = "viewer"
        TENANT = "tenant"

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.OWNER)
    tenant = models.UUIDField(null=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "user"], name="one_role_each"),
            tenant_if_tenant("member_is_tenant_or_not"),
        )
