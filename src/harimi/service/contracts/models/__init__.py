"""Everything that contracts keep."""

from harimi.service.contracts.models.applications import Application, IdentityCheck, PlannedPlace
from harimi.service.contracts.models.contracts import Contract, PlanSpell
from harimi.service.contracts.models.plans import Plan, PlanPrice

__all__ = ["Application", "Contract", "IdentityCheck", "Plan", "PlanPrice", "PlanSpell", "PlannedPlace"]
