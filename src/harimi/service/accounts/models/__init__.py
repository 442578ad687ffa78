"""Everything that accounts keep."""

from harimi.service.accounts.models.accounts import Membership, Organization, User, UserManager
from harimi.service.accounts.models.people import Activity, Invitation, SignedIn
from harimi.service.accounts.models.tokens import ApiAnswer, ApiToken

__all__ = ["Activity", "ApiAnswer", "ApiToken", "Invitation", "Membership", "Organization", "SignedIn", "User", "UserManager"]
