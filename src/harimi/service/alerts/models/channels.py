"""By which ways an organization is told."""

import uuid

from django.conf import settings as django_settings
from django.db import models
from django.db.models import Q

from harimi.service.accounts.models import Organization
from harimi.service.alerts.models.rules import Rule
from harimi.service.platform.models import Leased
from harimi.service.privacy.sealed import SealedTextField
from harimi.service.third_parties.models import Instruction


class Channel(Leased):
    """One way to some people. What is to be told by it are its tellings; one worker at a time sends them, in their order.

    1. `works`: it is due when the next telling is. While the other side is away (`failing_since`, `fails` times one after the
       other) it is due again later, and nothing is lost; after a day somebody is told of it once (`complained_at`).
    2. `broken`: the other side will not have it, and says why (`code`). What is to be told waits until somebody mends it.
    3. `ended_at`: nothing goes there any more. The row stays with the record of what was told, without its `settings`.

    `settings` is what its kind needs, secrets too, as sealed JSON. Data leaves by the `instruction` of whoever made it; mail
    goes to a `user`, a member, as all mail of the service does, and needs none. With `everything` it hears of every rule that
    names nobody.
    """

    MAIL = "mail"

    class State(models.TextChoices):
        WORKS = "works"
        BROKEN = "broken"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=10)
    name = SealedTextField(item="contract_data", subject="organization.subject_id")
    settings = SealedTextField(item="contract_data", subject="organization.subject_id", blank=True)
    language = models.CharField(max_length=2, choices=django_settings.LANGUAGES)
    instruction = models.ForeignKey(Instruction, models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(django_settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    everything = models.BooleanField(default=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.WORKS)
    code = models.CharField(max_length=20, blank=True)
    fails = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    complained_at = models.DateTimeField(null=True)
    tested_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], condition=Q(ended_at=None), name="one_mail_each_member")
        ]


class Hearing(models.Model):
    """That a channel hears of a rule: at once (`step` 0), or when so many steps of its escalation were taken."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="hearings")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="hearings")
    step = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "channel"], name="one_hearing_each_rule")]
