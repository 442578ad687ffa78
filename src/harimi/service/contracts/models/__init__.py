"""Everything that contracts keep."""

from harimi.service.contracts.models.applications import Application, IdentityCheck, PlannedPlace
from harimi.service.contracts.models.contracts import Contract
from harimi.service.contracts.models.plans import Plan

__all__ = ["Application", "Contract", "IdentityCheck", "Plan", "PlannedPlace"]
