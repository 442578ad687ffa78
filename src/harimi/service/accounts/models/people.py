"""Who was invited, who is signed in where, and who did what in an organization."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from harimi.service.accounts.models.accounts import Membership, Organization, tenant_if_tenant
from harimi.service.privacy.closed import ClosedJSONField


class Invitation(models.Model):
    """That somebody may join an organization, or, where there is none, the operator's staff with these `staff_roles`.

    Of the token in the mail only the hash is kept; the row goes when it is used or revoked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=8, choices=Membership.Role.choices, blank=True)
    staff_roles = models.CharField(max_length=80, blank=True)
    tenant = models.UUIDField(null=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "email"], name="one_invitation_each"),
            models.UniqueConstraint(
                fields=["email"], condition=models.Q(organization=None), name="one_invitation_each_to_staff"
            ),
            models.CheckConstraint(
                condition=models.Q(organization=None, role="", tenant=None) & ~models.Q(staff_roles="")
                | models.Q(organization__isnull=False, staff_roles="") & ~models.Q(role=""),
                name="invited_to_an_organization_or_to_staff",
            ),
            tenant_if_tenant("invited_is_tenant_or_not"),
        )


class SignedIn(models.Model):
    """A browser in which a person is signed in: since when, and the last day it was used. Nothing else is known of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="signed_in")
    session_key = models.CharField(max_length=40, db_index=True)
    since = models.DateTimeField(default=timezone.now)
    last_day = models.DateField()


class Activity(models.Model):
    """Who did what, in an organization. `about` is the id of what it was done to; `details` hold codes and no free text."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="activities")
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=40)
    about = models.CharField(max_length=40, blank=True)
    details = ClosedJSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["organization", "-at", "-id"], name="newest_of_an_organization"),)
