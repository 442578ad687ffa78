"""The letters of marketing: the campaign itself, and the one by which somebody confirms that they asked for news."""

from harimi.service.egress.classes import MailClass
from harimi.service.marketing.models import Campaign
from harimi.service.notices.letters import Letter
from harimi.service.privacy.documents import Language

CAMPAIGN = Letter("campaign", MailClass.MARKETING, "marketing", secret=True)
CONFIRM = Letter("news_confirm", MailClass.VERIFICATION, "registration", secret=True)
"""Goes to an address that is not proven: whoever opens its link has proven it, and asked twice."""


def words_of(campaign: Campaign, language: Language) -> dict[str, object]:
    """What the campaign's template wants to know."""
    return {"title": campaign.title(language), "body": campaign.body(language)}
