"""Statements as they were issued to tenants: their lines, the readings they rest on, and whether they are paid."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.captures.models import Cut
from harimi.service.meters.models import Register, Tenant
from harimi.service.privacy.closed import ClosedJSONField
from harimi.service.privacy.sealed import SealedTextField


class Statement(models.Model):
    """What a tenant is billed for a month; or a `credit`, which takes `of` back or gives back more than is charged.

    The database refuses changes. `position` counts the tenant's statements, so that two who issue the same one meet in it.
    Names and accounts are as they were on that day; `digest` is the SHA-256 of all that it says.
    """

    class Kind(models.TextChoices):
        STATEMENT = "statement"
        CREDIT = "credit"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="statements")
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="statements")
    number = models.CharField(max_length=20)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.STATEMENT)
    of = models.OneToOneField("self", models.CASCADE, null=True, related_name="taken_back_by")
    month = models.DateField()
    issued_on = models.DateField()
    due_on = models.DateField(null=True)
    with_tax = models.BooleanField()
    total = models.BigIntegerField()
    taxes = ClosedJSONField()
    tenant_name = SealedTextField(item="contract_data", subject="organization.subject_id")
    issuer_name = SealedTextField(item="contract_data", subject="organization.subject_id")
    issuer_address = SealedTextField(item="contract_data", subject="organization.subject_id", blank=True)
    account = SealedTextField(item="contract_data", subject="organization.subject_id", blank=True)
    registration_number = models.CharField(max_length=14, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["organization", "month"])]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="one_statement_each_number"),
            models.UniqueConstraint(fields=["tenant", "position"], name="one_statement_each_position"),
        ]

    def __str__(self) -> str:
        return self.number


class StatementLine(models.Model):
    """One line: `yen` for the days `first` to `last` of a `month` of a register.

    `quantity` in units of `decimals` decimals at `rate` ten-thousandths of a yen; days of the month for `base` and `minimum`.
    `about` says how it came: days of so many, the tier, the window, the share; or what was billed before and what it is now.
    """

    class Kind(models.TextChoices):
        BASE = "base"
        TIER = "tier"
        WINDOW = "window"
        MINIMUM = "minimum"
        CORRECTION = "correction"

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="lines")
    register = models.ForeignKey(Register, models.CASCADE, related_name="+")
    meter = models.CharField(max_length=200)
    unit = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    month = models.DateField()
    first = models.DateField()
    last = models.DateField()
    quantity = models.BigIntegerField(default=0)
    decimals = models.PositiveSmallIntegerField(default=0)
    rate = models.BigIntegerField(default=0)
    yen = models.BigIntegerField()
    tax = models.PositiveSmallIntegerField()
    with_tax = models.BooleanField()
    about = ClosedJSONField(default=dict)

    class Meta:
        ordering = ["month", "id"]
        indexes = [models.Index(fields=["register", "month"])]


class StatementMeter(models.Model):
    """What a register showed for it: the readings nearest to both borders with their pictures, as long as these are kept.

    `opening` and `closing` are what the register showed at the borders, between two readings where it was not read just then;
    `rough` where these lie more than a day apart. `exchanges` have the old instrument's last and the new one's first value.
    """

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="meters")
    register = models.ForeignKey(Register, models.CASCADE, related_name="+")
    meter = models.CharField(max_length=200)
    serial = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    zone = models.CharField(max_length=60)
    decimals = models.PositiveSmallIntegerField()
    opening = models.BigIntegerField()
    closing = models.BigIntegerField()
    opening_rough = models.BooleanField(default=False)
    closing_rough = models.BooleanField(default=False)
    first_at = models.DateTimeField()
    first_value = models.BigIntegerField()
    first_cut = models.ForeignKey(Cut, models.SET_NULL, null=True, related_name="+")
    last_at = models.DateTimeField()
    last_value = models.BigIntegerField()
    last_cut = models.ForeignKey(Cut, models.SET_NULL, null=True, related_name="+")
    multiplier = models.DecimalField(max_digits=14, decimal_places=6)
    used = models.BigIntegerField()
    used_decimals = models.PositiveSmallIntegerField()
    exchanges = ClosedJSONField(default=list)
    shared = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]


class StatementPaid(models.Model):
    """A landlord's own mark that a statement is paid: on a day, so many yen."""

    statement = models.OneToOneField(Statement, models.CASCADE, primary_key=True, related_name="paid")
    day = models.DateField()
    yen = models.BigIntegerField()
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now)
