"""Recipients in foreign countries need a ground of their own (article 28), besides that of clause 4."""

from datetime import date

from harimi.service.privacy.models import Recipient, SubEntrustee

HOME = "JP"
_EEA = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU"),
    *("LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
)
DESIGNATED = frozenset((*_EEA, "GB"))
"""Countries whose system is held to be of the same level as ours: the EEA and the United Kingdom.

Source: Personal Information Protection Commission, public notice 1 of 2019.
"""
Route = Recipient.Route


def fault_abroad(recipient: Recipient, day: date) -> str:
    """Why a country closes the way on that day, a code of `words.WHY`; empty where it does not.

    Each person's consent is looked at where it is known whose data goes (`third_parties.permission`).
    """
    if fault := _fault(recipient.country, recipient.foreign_route, recipient, day):
        return fault
    subs = SubEntrustee.objects.filter(recipient=recipient.pk, ended_at=None)
    return next((fault for one in subs if (fault := _fault_of_sub(one, recipient, day))), "")


def _fault_of_sub(one: SubEntrustee, recipient: Recipient, day: date) -> str:
    """Nobody is asked to consent to a sub-entrustee, so that such a route opens nothing."""
    if one.country != HOME and one.foreign_route == Route.CONSENT:
        return "recipient_abroad"
    return _fault(one.country, one.foreign_route, recipient, day)


def _fault(country: str, route: str, recipient: Recipient, day: date) -> str:
    """A sub-entrustee's measures are shown and checked with those of whoever entrusts them."""
    if country == HOME:
        return ""
    if route not in Route.values or (route == Route.DESIGNATED and country not in DESIGNATED):
        return "recipient_abroad"
    checked = recipient.measures_check_by
    if route == Route.MEASURES and (not recipient.measures_document or checked is None or checked < day):
        return "recipient_measures"
    return ""
