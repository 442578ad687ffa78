"""Everything that accounts keep."""

from harimi.service.accounts.models.accounts import Membership, Organization, User, UserManager
from harimi.service.accounts.models.people import Activity, Invitation, SignedIn

__all__ = ["Activity", "Invitation", "Membership", "Organization", "SignedIn", "User", "UserManager"]
