"""By which programs are known that use the API, and what they were answered."""

import uuid

from django.conf import settings
from django.db import models

from harimi.service.accounts.models.accounts import Organization
from harimi.service.privacy.closed import ClosedJSONField
from harimi.service.privacy.sealed import SealedTextField


class ApiToken(models.Model):
    """By which a program is known that uses the API for an organization, in the name of the person who made it.

    Of the token itself only a hash is kept, and its last characters (`end`), by which a person tells tokens apart. It may do
    what stands in `scopes` (`accounts.api_tokens.Scope`), as far as its maker may do that there themselves. `used_at` is known
    to the hour.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="api_tokens")
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = SealedTextField(item="contract_data", subject="organization.subject_id")
    hash = models.CharField(max_length=64, unique=True)
    end = models.CharField(max_length=4)
    scopes = ClosedJSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class ApiAnswer(models.Model):
    """What a call with an `Idempotency-Key` was answered, so that the same call again is not done twice.

    1. A call begins (`begun_at`): its key and what it asks are kept, as hashes. The same meanwhile is told to wait.
    2. It is done: `status` and `answer`, without secrets, are written in the transaction of what it did. The same again is
       answered alike, or told that a secret was told once.
    A call that was cut short did nothing, and may be made again with the same key. A day later the row goes.
    """

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="answers")
    key_hash = models.CharField(max_length=64)
    call_hash = models.CharField(max_length=64)
    begun_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    answer = SealedTextField(item="contract_data", subject="token.organization.subject_id", blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["token", "key_hash"], name="one_answer_each_key"),)
