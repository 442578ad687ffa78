"""Contracts: what an organization agreed on with the operator."""

from uuid import UUID

from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.contracts.models.plans import Plan
from harimi.service.privacy.sealed import SealedTextField


class Contract(models.Model):
    """An organization's contract since a day; that it is over stands with the organization.

    `number` is how the customer names it. Who answers for it, and where they are, is sealed under the organization's key.
    """

    organization = models.OneToOneField(Organization, models.CASCADE, related_name="contract")
    number = models.CharField(max_length=9, unique=True)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="contracts")
    meters = models.PositiveIntegerField()
    since = models.DateField()
    name = SealedTextField(item="name")
    corporate_name = SealedTextField(item="corporate_name", blank=True)
    department = SealedTextField(item="contract_data", blank=True)
    postal_code = SealedTextField(item="address")
    address = SealedTextField(item="address")
    telephone = SealedTextField(item="contract_data")

    @property
    def subject_id(self) -> UUID:
        """Whose it is."""
        return self.organization.subject_id

    def __str__(self) -> str:
        return self.number


class PlanSpell(models.Model):
    """A contract's plan from a day on, until its next one; the last of them is `Contract.plan`."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="spells")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    since = models.DateField()

    class Meta:
        ordering = ["since"]
        constraints = [models.UniqueConstraint(fields=["contract", "since"], name="one_plan_each_day")]
