"""Everything that requests keep."""

from harimi.service.requests.models.answers import Answer, AnswerPart
from harimi.service.requests.models.checks import Authority, Check
from harimi.service.requests.models.fees import Fee
from harimi.service.requests.models.requests import About, AboutCopy, Ended, Request, Step

__all__ = ["About", "AboutCopy", "Answer", "AnswerPart", "Authority", "Check", "Ended", "Fee", "Request", "Step"]
