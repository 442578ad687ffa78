"""Disclosure of records of provision (clause 7; Act 33(5)): to whom something was provided, when, what, and on which basis."""

from harimi.service.privacy.documents import Language
from harimi.service.requests.models import Request


def lines(request: Request, language: Language) -> list[str]:
    """As they stand in the notice; empty where nothing was provided."""
    return []
