"""Asks the card provider: only where it stands in the recipients' register, for one purpose, and with a key for each step
that must not happen twice.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from django.conf import settings

from harimi.service.egress.cards import values
from harimi.service.egress.cards.values import CURRENCY, REFERENCE, Dispute, Given, Intent, Page, Part, Payout, Told
from harimi.service.egress.permit import NotPermittedError, permit
from harimi.service.privacy.gate import Use, require
from harimi.service.privacy.recipients import at, refusal
from harimi.service.third_parties.departure import Departure

log = structlog.stdlib.get_logger(__name__)
SERVICE, PURPOSE, ITEMS = "cards", "payment_check", ("payment", "contract_data")
API, HOSTED = "https://api.stripe.com", "https://checkout.stripe.com"
PATIENCE = (5.0, 25.0)
"""Seconds to reach it, and to wait for its answer."""
CARD = ["card"]
_FULL_PAGE = {"expand": ["setup_intent.payment_method"]}


class AwayError(Exception):
    """The provider did not answer, or not now: the same is asked again later, under the same key."""


class DeclinedError(Exception):
    """The card was declined; `fault` is a code, `authentication_required` where its holder has to confirm."""

    def __init__(self, intent: str, fault: str) -> None:
        super().__init__(fault)
        self.intent, self.fault = intent, fault


class NotTakenError(Exception):
    """The provider will not do it; `code` in its own words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ClosedError(Exception):
    """No cards are taken: no keys are set, or the provider is not registered. `why` is a code of `privacy.words`, or empty."""

    def __init__(self, why: str = "") -> None:
        super().__init__(why)
        self.why = why


def taken() -> bool:
    """Whether the operator has cards taken at all."""
    return bool(settings.HARIMI.card_key and settings.HARIMI.card_secret)


def hosted() -> str:
    """Where the provider's pages are, to which a form of ours may lead."""
    return str(settings.HARIMI.stripe_address or HOSTED)


def provider_fault() -> str:
    """Why nothing may go to the provider today, a code of `privacy.words`; empty where it may or nobody asks for it."""
    refused = refusal(at(SERVICE, _host()), ITEMS) if taken() else None
    return "" if refused is None else refused.why


def is_open() -> bool:
    """Whether somebody can pay by card now."""
    return taken() and not provider_fault()


def new_customer(reference: UUID, *, subject: UUID) -> str:
    """An id under which cards are kept: nothing is said of who it is."""
    told = {"metadata": {REFERENCE: str(reference)}}
    return str(_sent(subject, lambda api: api.customers.create(told, _key(f"customer:{reference}")))["id"])


def pay_page(
    reference: UUID,
    yen: int,
    number: str,
    back: Mapping[str, str],
    until: int,
    *,
    subject: UUID,
    held: bool = False,
    after: str = "",
) -> Page:
    """A page on which an invoice is paid once, open until a moment (seconds); `back` says the language and where it leads.

    `held`: the yen are only kept ready on the card, until they are captured or released. One that comes `after` another is new.
    """
    capture = {"capture_method": "manual"} if held else {}
    line = {"currency": CURRENCY, "unit_amount": yen, "product_data": {"name": number}}
    told = {
        "mode": "payment",
        "payment_method_types": CARD,
        "client_reference_id": str(reference),
        "line_items": [{"price_data": line, "quantity": 1}],
        "payment_intent_data": {"metadata": {REFERENCE: str(reference)}, "description": number, **capture},
        "expires_at": until,
        **back,
    }
    return values.page(_sent(subject, lambda api: api.checkout.sessions.create(told, _key(f"page:{reference}{after}"))))


def keep_page(reference: UUID, customer: str, back: Mapping[str, str], *, subject: UUID) -> Page:
    """A page on which a card is typed that is kept for invoices to come."""
    told = {
        "mode": "setup",
        "payment_method_types": CARD,
        "client_reference_id": str(reference),
        "customer": customer,
        **back,
    }
    return values.page(_sent(subject, lambda api: api.checkout.sessions.create(told)))


def page(session: str) -> Page:
    """How a page stands."""
    return values.page(_asked(lambda api: api.checkout.sessions.retrieve(session, _FULL_PAGE)))


def close_page(session: str) -> None:
    """Nobody pays there any more. Raises a `NotTakenError` where somebody did."""
    _asked(lambda api: api.checkout.sessions.expire(session))


def charge(reference: UUID, yen: int, number: str, customer: str, method: str, *, subject: UUID) -> Intent:
    """Takes yen from a kept card; asked again, the same payment answers. Raises a `DeclinedError`."""
    told = {
        "amount": yen,
        "currency": CURRENCY,
        "customer": customer,
        "payment_method": method,
        "payment_method_types": CARD,
        "off_session": True,
        "confirm": True,
        "description": number,
        "metadata": {REFERENCE: str(reference)},
    }
    return values.intent(_sent(subject, lambda api: api.payment_intents.create(told, _key(f"charge:{reference}:{yen}"))))


def capture(reference: UUID, identity: str, yen: int, *, subject: UUID) -> Intent:
    """Takes yen of what is held on a card, and lets the rest go; asked again, it answers the same."""
    told, key = {"amount_to_capture": yen}, _key(f"capture:{reference}:{yen}")
    try:
        return values.intent(_sent(subject, lambda api: api.payment_intents.capture(identity, told, key)))
    except NotTakenError:
        known = intent(identity)
        if known.state != "succeeded":
            raise
        return known


def release(identity: str) -> None:
    """What is held on a card is held no more; neither is what was let go before."""
    try:
        _asked(lambda api: api.payment_intents.cancel(identity))
    except NotTakenError:
        if intent(identity).state != "canceled":
            raise


def intent(identity: str) -> Intent:
    """How a payment stands."""
    return values.intent(_asked(lambda api: api.payment_intents.retrieve(identity, {"expand": ["latest_charge"]})))


def intent_of(reference: UUID, customer: str, since: datetime) -> Intent | None:
    """The payment that was asked for under our id, if the provider ever heard of it."""
    told = {"customer": customer, "created": {"gte": int(since.timestamp()) - 60}}
    for one in _each("payment_intents", told):
        if values.reference_of(one) == str(reference):
            return intent(one["id"])
    return None


def give_back(reference: UUID, identity: str, yen: int, *, subject: UUID) -> Given:
    """Gives yen of a payment back."""
    told = {"payment_intent": identity, "amount": yen, "metadata": {REFERENCE: str(reference)}}
    return values.given(_sent(subject, lambda api: api.refunds.create(told, _key(f"refund:{reference}"))))


def given_back(identity: str) -> list[Given]:
    """All that was given back of a payment, the oldest first."""
    said = _each("refunds", {"payment_intent": identity})
    return sorted(map(values.given, said), key=lambda one: (one.made_at, one.id))


def disputes(identity: str) -> list[Dispute]:
    """Whatever is disputed of a payment."""
    return [values.dispute(one) for one in _each("disputes", {"payment_intent": identity})]


def intent_of_object(identity: str) -> str:
    """The payment that a refund or a dispute belongs to."""
    said = _asked(lambda api: api.refunds.retrieve(identity) if identity.startswith("re_") else api.disputes.retrieve(identity))
    return values.id_of(said.get("payment_intent"))


def let_go(identity: str) -> None:
    """Nothing is kept there any more under the id of a card or a customer; neither is what is gone already."""
    try:
        if identity.startswith("cus_"):
            _asked(lambda api: api.customers.delete(identity))
        else:
            _asked(lambda api: api.payment_methods.detach(identity))
    except NotTakenError as error:
        if error.code != "resource_missing" and "detach" not in error.code:
            raise


def payout(identity: str) -> Payout:
    """A payout."""
    return values.payout(_asked(lambda api: api.payouts.retrieve(identity)))


def parts_of(identity: str) -> list[Part]:
    """All that a payout is made of, but for itself."""
    said = _each("balance_transactions", {"payout": identity, "expand": ["data.source"]})
    parts = [values.part(one) for one in said]
    return [one for one in parts if one.kind != "payout"]


def events(since: datetime) -> Iterator[Told]:
    """What happened since a moment; the provider remembers 30 days."""
    yield from map(values.told, _each("events", {"created": {"gte": int(since.timestamp())}}))


def _sent(subject: UUID, ask: Callable[[Any], Any]) -> dict[str, Any]:
    """Something about somebody goes to the provider; the audit knows of it before it leaves."""
    if not taken():
        raise ClosedError
    try:
        permit(Departure(at(SERVICE, _host()), ITEMS, PURPOSE, subject))
    except NotPermittedError as error:
        raise ClosedError(error.refusal.why) from None
    return _asked(ask)


def _asked(ask: Callable[[Any], Any]) -> dict[str, Any]:
    """Its answer; what may leave to it and what went wrong are looked at in this one place."""
    if not taken():
        raise ClosedError
    if why := provider_fault():
        raise ClosedError(why)
    require(Use(PURPOSE, ITEMS))
    import stripe

    try:
        answer: dict[str, Any] = ask(_api(settings.HARIMI.card_key, settings.HARIMI.stripe_address).v1).to_dict()
    except stripe.CardError as error:
        body: Any = error.json_body
        said = body["error"]
        raise DeclinedError(values.id_of(said.get("payment_intent")), values.fault(said)) from None
    except (stripe.AuthenticationError, stripe.PermissionError):
        log.error("the card provider refuses our key", todo="see whether HARIMI_STRIPE_KEY holds and may do what it has to")
        raise AwayError from None
    except (stripe.APIConnectionError, stripe.RateLimitError):
        raise AwayError from None
    except stripe.StripeError as error:
        if error.http_status is None or error.http_status >= 500 or error.http_status == 409:
            raise AwayError from None
        raise NotTakenError(str(error.code or type(error).__name__)) from None
    return answer


def _each(what: str, told: Mapping[str, Any]) -> Iterator[Any]:
    """All rows of a list, a hundred at a time."""
    after: dict[str, str] = {}
    while True:
        asked = {**told, **after, "limit": 100}
        found = _asked(lambda api, asked=asked: getattr(api, what).list(asked))  # type: ignore[misc]
        yield from found["data"]
        if not found["has_more"]:
            return
        after = {"starting_after": found["data"][-1]["id"]}


def _key(name: str) -> Any:
    return {"idempotency_key": f"harimi:{name}"}


def _host() -> str:
    return urlsplit(settings.HARIMI.stripe_address or API).hostname or ""


@cache
def _api(key: str, address: str) -> Any:
    """Neither what machine this is nor how long answers took is told along, and no proxy of the machine is asked."""
    import requests
    import stripe

    stripe.enable_telemetry = False
    session = requests.Session()
    session.trust_env = False
    client = stripe.RequestsClient(timeout=PATIENCE, session=session)
    places: Any = {"api": address} if address else None
    return stripe.StripeClient(key, http_client=client, base_addresses=places, max_network_retries=0)
