"""People who make requests, and the privacy officer who answers them."""

import re
from datetime import datetime
from typing import Any

from harimi.service.accounts.models import Organization, User
from harimi.service.accounts.staff import StaffRole
from harimi.service.contracts.models import Contract
from harimi.service.notices.models import Message
from harimi.service.pages.exports.making import answer_one
from harimi.service.privacy.gate import using
from harimi.service.requests import deciding, fees, identity, opening
from harimi.service.requests.audited import PURPOSE
from harimi.service.requests.deciding import Decision
from harimi.service.requests.models import Request
from harimi.service.requests.opening import Asker, Demand
from tests.services.inquiries import mails
from tests.services.office import worker

Kind, State, Outcome = Request.Kind, Request.State, Request.Outcome
HANAKO = Asker("山田 花子", "hanako@example.jp", "100-0001", "東京都千代田区千代田1-1")
WORDS = {Kind.CORRECTION: "untrue", Kind.STOP: "no_need", Kind.PROVISION_STOP: "breach"}


def demand(kind: str, **told: Any) -> Demand:
    """One of that kind, with a claim where it needs one."""
    return Demand(kind, told.pop("wanted", "Everything, please."), claim=WORDS.get(Kind(kind), ""), **told)


def officer() -> User:
    """The privacy officer, the same each time."""
    return User.objects.filter(email="privacy@example.jp").first() or worker(StaffRole.PRIVACY)


def by_member(user: User, kind: str, *, of: Organization | None = None, at: datetime | None = None, **told: Any) -> Request:
    """Somebody signed in asks, and is known by that."""
    subject = of.subject_id if of else user.subject_id
    row = opening.by_member(user, subject, demand(kind, **told), language="en", now=at)
    identity.signed_in(row, now=at)
    row.refresh_from_db()
    return row


def by_stranger(kind: str, who: Asker = HANAKO, *, at: datetime | None = None, **told: Any) -> Request:
    """Somebody asks by the public page; nothing is known of them."""
    return opening.by_stranger(who, demand(kind, **told), language="en", channel=Request.Channel.PAGE, now=at)


def code_of(row: Request) -> str:
    """The code that was mailed last."""
    found = [re.search(r"Code: (\d{6})", str(one.body)) for one in mails()]
    return next(one.group(1) for one in reversed(found) if one)


def proven_by_mail(row: Request) -> Request:
    """They read the code in their mail, and type it."""
    identity.ask_code(row, "mail_code")
    assert identity.enter(row, code_of(row))
    row.refresh_from_db()
    return row


def owner(contract: Contract) -> User:
    """Who owns a contract."""
    return User.objects.get(memberships__organization=contract.organization)


def agreed(row: Request) -> Request:
    """They agree to the fee."""
    fees.agree(row)
    row.refresh_from_db()
    return row


def executed(row: Request, **told: Any) -> Request:
    """Investigated, and done as far as workers do it."""
    if row.state == State.QUOTED:
        agreed(row)
    deciding.execute(row, by=officer(), **told)
    while answer_one():
        pass
    row.refresh_from_db()
    return row


def ended(row: Request, outcome: str = Outcome.FULFILLED, ground: str = "", words: str = "", **told: Any) -> Request:
    """Decided, and the mail sent."""
    deciding.decide(row, Decision(outcome, ground, words), by=officer(), **told)
    mails()
    row.refresh_from_db()
    return row


def notice(row: Request) -> str:
    """What the one notice says."""
    with using(PURPOSE):
        return row.notice


def letters_of(row: Request, name: str = "request_answer") -> int:
    """How many letters of a name were written for it."""
    return Message.objects.filter(letter=name, subject=row.subject_id).count()
