"""What the provider does with money, as its documentation says: customers, pages, payments, refunds, disputes, payouts, events.

Cards: https://docs.stripe.com/testing. Amounts in yen: https://docs.stripe.com/currencies#zero-decimal
"""

import itertools
import time
from collections.abc import Callable
from typing import Any

from tests.services.cards.wire import listed, one_page

GOOD, DECLINED, ASKS = "4242424242424242", "4000000000000002", "4000002500003155"
DECLINED_LATER, ASKS_ALWAYS = "4000000000000341", "4000002760003184"
"""Good when it is kept: the one is declined whenever it is charged, the other wants its holder each time."""
Json = dict[str, Any]


class ApiError(Exception):
    """What the API answers instead: a status and an error."""

    def __init__(self, status: int, **error: Any) -> None:
        super().__init__(error)
        self.status, self.error = status, error


class Acquirer:
    """Holds all of it; `told` is called with each event."""

    def __init__(self, told: Callable[[Json], None] = lambda event: None) -> None:  # noqa: ARG005
        self.told, self.objects, self.secrets = told, dict[str, Json](), dict[str, str]()
        self.now: Callable[[], float] = time.time
        self._numbers = itertools.count(1)

    def make(self, prefix: str, kind: str, **fields: Any) -> Json:
        n = next(self._numbers)
        made = {"id": f"{prefix}_{n:024x}", "object": kind, "created": int(self.now()), "n": n, **fields}
        self.objects[made["id"]] = made
        return made

    def of(self, kind: str) -> list[Json]:
        return [one for one in self.objects.values() if one["object"] == kind]

    def one(self, identity: str) -> Json:
        if identity not in self.objects:
            raise ApiError(404, type="invalid_request_error", code="resource_missing", message=f"No such object: '{identity}'")
        return self.objects[identity]

    def emit(self, kind: str, about: Json) -> Json:
        event = self.make("evt", "event", type=kind, api_version="2026-10-28", data={"object": dict(about)}, livemode=False)
        self.told(event)
        return event

    # What the API does.

    def new_customer(self, told: Json) -> Json:
        return self.make("cus", "customer", metadata=told.get("metadata", {}))

    def delete_customer(self, identity: str) -> Json:
        self.one(identity)
        for card in [one for one in self.of("payment_method") if one["customer"] == identity]:
            self.detach(card["id"])
        del self.objects[identity]
        return {"id": identity, "object": "customer", "deleted": True}

    def detach(self, identity: str) -> Json:
        self.one(identity)["customer"] = None
        return self.one(identity)

    def new_session(self, told: Json, base: str) -> Json:
        lines = [one["price_data"] for one in listed(told.get("line_items"))]
        assert all(one["currency"] == "jpy" for one in lines)
        made = self.make(
            "cs",
            "checkout.session",
            mode=told["mode"],
            status="open",
            client_reference_id=told.get("client_reference_id"),
            customer=told.get("customer"),
            payment_intent=None,
            setup_intent=None,
            success_url=told["success_url"],
            cancel_url=told["cancel_url"],
            amount_total=sum(int(one["unit_amount"]) for one in lines),
            currency="jpy" if lines else None,
            payment_intent_data=told.get("payment_intent_data", {}),
        )
        made["url"] = f"{base}/pay/{made['id']}"
        return made

    def expire(self, identity: str) -> Json:
        session = self.one(identity)
        if session["status"] != "open":
            raise ApiError(400, type="invalid_request_error", message="Only open Checkout Sessions can be expired.")
        session |= {"status": "expired", "url": None}
        self.emit("checkout.session.expired", session)
        return session

    def typed(self, session: Json, pan: str, *, confirmed: bool = False) -> str:
        """A card on the hosted page: `done`, `declined`, or `asks` where its holder has to confirm."""
        assert session["status"] == "open"
        if pan in (ASKS, ASKS_ALWAYS) and not confirmed:
            return "asks"
        if session["mode"] == "setup":
            return self._kept(session, pan)
        intent = self._intent_of(session)
        if pan == DECLINED:
            self._decline(intent, "card_declined", "generic_decline")
            return "declined"
        if session["payment_intent_data"].get("capture_method") == "manual":
            intent["status"] = "requires_capture"
            self.emit("payment_intent.amount_capturable_updated", intent)
        else:
            self.take(intent)
        paid = "paid" if intent["status"] == "succeeded" else "unpaid"
        session |= {"status": "complete", "payment_status": paid, "url": None}
        self.emit("checkout.session.completed", session)
        return "done"

    def _kept(self, session: Json, pan: str) -> str:
        if pan == DECLINED:
            return "declined"
        card = {"brand": "visa", "last4": pan[-4:], "exp_month": 4, "exp_year": 2031}
        method = self.make("pm", "payment_method", type="card", customer=session["customer"], card=card)
        self.secrets[method["id"]] = pan
        intent = self.make("seti", "setup_intent", status="succeeded", payment_method=method["id"])
        session |= {"status": "complete", "setup_intent": intent["id"], "url": None}
        self.emit("setup_intent.succeeded", intent)
        self.emit("checkout.session.completed", session)
        return "done"

    def _intent_of(self, session: Json) -> Json:
        if session["payment_intent"] is None:
            data = session["payment_intent_data"]
            session["payment_intent"] = self._new_intent(session["amount_total"], data.get("metadata", {}), None)["id"]
        return self.one(session["payment_intent"])

    def _new_intent(self, amount: int, metadata: Json, customer: str | None) -> Json:
        fields = {"amount": amount, "amount_received": 0, "currency": "jpy", "customer": customer, "metadata": metadata}
        made = self.make("pi", "payment_intent", status="requires_payment_method", latest_charge=None, **fields)
        made["last_payment_error"] = None
        self.emit("payment_intent.created", made)
        return made

    def new_intent(self, told: Json) -> Json:
        assert told["off_session"] == told["confirm"] == "true"
        assert told["currency"] == "jpy"
        method = self.one(told["payment_method"])
        if method["customer"] != told["customer"]:
            raise ApiError(400, type="invalid_request_error", code="payment_method_unexpected_state", message="detached")
        intent = self._new_intent(int(told["amount"]), told.get("metadata", {}), told["customer"])
        pan = self.secrets[method["id"]]
        if pan == DECLINED_LATER:
            self._decline(intent, "card_declined", "insufficient_funds", raised=True)
        if pan == ASKS_ALWAYS:
            self._decline(intent, "authentication_required", "authentication_required", raised=True)
        self.take(intent)
        return intent

    def _decline(self, intent: Json, code: str, decline_code: str, *, raised: bool = False) -> None:
        error = {"type": "card_error", "code": code, "decline_code": decline_code, "message": "Your card was declined."}
        intent["last_payment_error"] = error
        self.emit("payment_intent.payment_failed", intent)
        if raised:
            raise ApiError(402, **error, payment_intent=dict(intent))

    def capture(self, identity: str, told: Json) -> Json:
        """Takes some or all of what is held, once; what is left of it is let go."""
        intent = self._held(identity)
        intent["amount"] = int(told["amount_to_capture"])
        self.take(intent)
        return intent

    def cancel(self, identity: str) -> Json:
        """Lets go what is held."""
        intent = self._held(identity)
        intent["status"] = "canceled"
        self.emit("payment_intent.canceled", intent)
        return intent

    def _held(self, identity: str) -> Json:
        intent = self.one(identity)
        if intent["status"] != "requires_capture":
            raise ApiError(400, type="invalid_request_error", code="payment_intent_unexpected_state", message=intent["status"])
        return intent

    # Money.

    def take(self, intent: Json) -> None:
        intent["status"] = "processing"
        self.emit("payment_intent.processing", intent)
        yen = intent["amount"]
        charge = self.make("ch", "charge", amount=yen, currency="jpy", payment_intent=intent["id"], paid=True)
        intent |= {"status": "succeeded", "amount_received": yen, "latest_charge": charge["id"], "last_payment_error": None}
        self.move("charge", yen, charge["id"], fee=yen * 36 // 1000)
        self.emit("charge.succeeded", charge)
        self.emit("payment_intent.succeeded", intent)

    def move(self, kind: str, yen: int, source: str | None, fee: int = 0) -> Json:
        fields = {"amount": yen, "fee": fee, "net": yen - fee, "currency": "jpy", "source": source, "payout": None}
        return self.make("txn", "balance_transaction", type=kind, **fields)

    def new_refund(self, told: Json) -> Json:
        intent = self.one(told["payment_intent"])
        yen = int(told["amount"])
        before = sum(one["amount"] for one in self.of("refund") if one["payment_intent"] == intent["id"])
        if intent["status"] != "succeeded" or before + yen > intent["amount"]:
            raise ApiError(400, type="invalid_request_error", code="charge_already_refunded", message="too much")
        fields = {"amount": yen, "currency": "jpy", "payment_intent": intent["id"], "metadata": told.get("metadata", {})}
        made = self.make("re", "refund", status="succeeded", **fields)
        self.move("refund", -yen, made["id"])
        self.emit("refund.created", made)
        self.emit("charge.refunded", self.one(intent["latest_charge"]))
        self.emit("refund.updated", made)
        return made

    def dispute(self, intent_id: str) -> Json:
        """The cardholder's bank takes the yen back; it costs a fee besides."""
        yen = self.one(intent_id)["amount"]
        fields = {"amount": yen, "currency": "jpy", "payment_intent": intent_id, "reason": "fraudulent"}
        due = {"due_by": int(self.now()) + 7 * 86_400}
        made = self.make("dp", "dispute", status="needs_response", evidence_details=due, balance_transactions=[], **fields)
        made["balance_transactions"].append(self.move("adjustment", -yen, made["id"], fee=1500))
        self.emit("charge.dispute.created", made)
        self.emit("charge.dispute.funds_withdrawn", made)
        return made

    def win(self, dispute: Json) -> None:
        """They come back."""
        dispute["balance_transactions"].append(self.move("adjustment", dispute["amount"], dispute["id"]))
        dispute["status"] = "won"
        self.emit("charge.dispute.funds_reinstated", dispute)
        self.emit("charge.dispute.closed", dispute)

    def pay_out(self) -> Json:
        """All that is on the balance."""
        lines = [one for one in self.of("balance_transaction") if one["payout"] is None]
        yen = sum(one["net"] for one in lines)
        made = self.make("po", "payout", amount=yen, currency="jpy", status="paid", arrival_date=int(self.now()))
        for one in [*lines, self.move("payout", -yen, made["id"])]:
            one["payout"] = made["id"]
        self.emit("payout.created", made)
        self.emit("payout.paid", made)
        return made

    @property
    def balance(self) -> int:
        """Yen taken, less what was given back, before fees, that were not paid out."""
        return sum(one["amount"] for one in self.of("balance_transaction") if one["payout"] is None)

    # Reading.

    def lists(self, kind: str, asked: Json) -> Json:
        rows = self.of(kind)
        for name in ("customer", "payment_intent", "payout"):
            if name in asked:
                rows = [one for one in rows if one.get(name) == asked[name]]
        found = one_page(rows, asked)
        return {**found, "data": [self.shown(one, listed(asked.get("expand")), "data.") for one in found["data"]]}

    def shown(self, one: Json, expand: list[str], under: str = "") -> Json:
        """With what is asked for in place of its id."""
        told = dict(one)
        for name in [path.removeprefix(under) for path in expand if path.startswith(under)]:
            first, _, rest = name.partition(".")
            if told.get(first) in self.objects:
                told[first] = self.shown(self.objects[told[first]], [rest] if rest else [])
        return told
