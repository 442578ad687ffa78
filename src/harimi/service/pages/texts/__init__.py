"""Every text of the pages, in Japanese and English beside each other, so that neither can be forgotten.

A text is found by its key: `{% t "meters.title" %}` in a template, `text("meters.title")` in code. Each subject has a
module of its own. After a count stands `{count:stop|stops}`: the first word for one, the second for any other number.
"""

from string import Formatter

from django.utils.translation import get_language

from harimi.service.pages.texts.agreements import AGREEMENTS
from harimi.service.pages.texts.alerts import ALERTS
from harimi.service.pages.texts.answers import ANSWERS
from harimi.service.pages.texts.applications import APPLICATIONS
from harimi.service.pages.texts.apply import APPLY
from harimi.service.pages.texts.by_hand import BY_HAND
from harimi.service.pages.texts.cameras import CAMERAS
from harimi.service.pages.texts.campaigns import CAMPAIGNS
from harimi.service.pages.texts.cards import CARDS
from harimi.service.pages.texts.channels import CHANNELS
from harimi.service.pages.texts.columns import COLUMNS
from harimi.service.pages.texts.common import COMMON
from harimi.service.pages.texts.design import DESIGN
from harimi.service.pages.texts.devices import DEVICES
from harimi.service.pages.texts.documents import DOCUMENTS
from harimi.service.pages.texts.exports import EXPORTS
from harimi.service.pages.texts.face import FACE
from harimi.service.pages.texts.faults import FAULTS
from harimi.service.pages.texts.fleet import FLEET
from harimi.service.pages.texts.help import HELP
from harimi.service.pages.texts.home import HOME
from harimi.service.pages.texts.imports import IMPORTS
from harimi.service.pages.texts.incidents import INCIDENTS
from harimi.service.pages.texts.invoices import INVOICES
from harimi.service.pages.texts.leaving import LEAVING
from harimi.service.pages.texts.legal import LEGAL
from harimi.service.pages.texts.letting import LETTING
from harimi.service.pages.texts.life import LIFE
from harimi.service.pages.texts.meter import METER
from harimi.service.pages.texts.meter_life import METER_LIFE
from harimi.service.pages.texts.meters import METERS
from harimi.service.pages.texts.money import MONEY
from harimi.service.pages.texts.notices import NOTICES
from harimi.service.pages.texts.office import OFFICE
from harimi.service.pages.texts.office_cases import OFFICE_CASES
from harimi.service.pages.texts.office_payments import OFFICE_PAYMENTS
from harimi.service.pages.texts.office_requests import OFFICE_REQUESTS
from harimi.service.pages.texts.office_violations import OFFICE_VIOLATIONS
from harimi.service.pages.texts.outlets import OUTLETS
from harimi.service.pages.texts.own_parcels import OWN_PARCELS
from harimi.service.pages.texts.parcels import PARCELS
from harimi.service.pages.texts.payments import PAYMENTS
from harimi.service.pages.texts.people import PEOPLE
from harimi.service.pages.texts.places import PLACES
from harimi.service.pages.texts.policy_reviews import POLICY_REVIEWS
from harimi.service.pages.texts.privacy import PRIVACY
from harimi.service.pages.texts.reports import REPORTS
from harimi.service.pages.texts.requests import REQUESTS
from harimi.service.pages.texts.rereads import REREADS
from harimi.service.pages.texts.review import REVIEW
from harimi.service.pages.texts.rounds import ROUNDS
from harimi.service.pages.texts.rules import RULES
from harimi.service.pages.texts.staff import STAFF
from harimi.service.pages.texts.statistics import STATISTICS
from harimi.service.pages.texts.stock import STOCK
from harimi.service.pages.texts.support import SUPPORT
from harimi.service.pages.texts.third_parties import THIRD_PARTIES
from harimi.service.pages.texts.tokens import TOKENS
from harimi.service.pages.texts.units import UNITS
from harimi.service.pages.texts.violations import VIOLATIONS
from harimi.service.pages.texts.walk import WALK
from harimi.service.privacy.documents import Language

TEXTS: dict[str, tuple[str, str]] = {
    **AGREEMENTS,
    **ALERTS,
    **ANSWERS,
    **APPLICATIONS,
    **APPLY,
    **BY_HAND,
    **CAMERAS,
    **CAMPAIGNS,
    **CARDS,
    **CHANNELS,
    **COLUMNS,
    **COMMON,
    **DESIGN,
    **DEVICES,
    **DOCUMENTS,
    **EXPORTS,
    **FACE,
    **FLEET,
    **HELP,
    **FAULTS,
    **HOME,
    **IMPORTS,
    **INCIDENTS,
    **INVOICES,
    **LEAVING,
    **LEGAL,
    **LETTING,
    **LIFE,
    **METER,
    **METER_LIFE,
    **METERS,
    **MONEY,
    **NOTICES,
    **OFFICE,
    **OFFICE_CASES,
    **OFFICE_PAYMENTS,
    **OFFICE_REQUESTS,
    **OFFICE_VIOLATIONS,
    **OUTLETS,
    **OWN_PARCELS,
    **PARCELS,
    **PAYMENTS,
    **PLACES,
    **PEOPLE,
    **POLICY_REVIEWS,
    **PRIVACY,
    **REPORTS,
    **REQUESTS,
    **REREADS,
    **REVIEW,
    **ROUNDS,
    **RULES,
    **STAFF,
    **SUPPORT,
    **STATISTICS,
    **STOCK,
    **THIRD_PARTIES,
    **TOKENS,
    **UNITS,
    **VIOLATIONS,
    **WALK,
}


class _Counting(Formatter):
    """Fills in values, and chooses the singular or the plural after a count."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else many


def text(key: str, **values: object) -> str:
    """The text of `key` in the language of the request."""
    return text_in(spoken(), key, **values)


def text_in(language: Language, key: str, **values: object) -> str:
    """The text of `key` in a language."""
    ja, en = TEXTS[key]
    return _Counting().vformat(ja if language == "ja" else en, (), values)


def spoken() -> Language:
    """The language of the request."""
    return "ja" if (get_language() or "ja").startswith("ja") else "en"
