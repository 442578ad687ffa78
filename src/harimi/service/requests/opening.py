"""A request arrives: by My Account, by the public page, by a mail or on paper. From then on its clock runs."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.privacy import keys
from harimi.service.privacy.cards import masked
from harimi.service.privacy.models import PolicyPublication, Subject
from harimi.service.privacy.publication import in_force
from harimi.service.privacy.wishes import PublicationError
from harimi.service.requests import letters
from harimi.service.requests.audited import note
from harimi.service.requests.clock import due_on
from harimi.service.requests.errors import RequestError
from harimi.service.requests.kinds import facts
from harimi.service.requests.models import About, Authority, Request, Step

Channel, Form, Agent, State = Request.Channel, Request.Form, Request.Agent, Request.State
MOST = 5000
"""Characters of what is wanted."""
MOST_RUNNING = 10
"""Requests of one subject that go on at once; more than anybody needs."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What is demanded: `wanted` in the person's words, `claim` a code where the law wants something asserted, `recipient` whom
    a stop of provision means.
    """

    kind: str
    wanted: str
    form: str = Form.ELECTRONIC
    claim: str = ""
    recipient: str = ""
    agent: str = Agent.NONE
    agent_name: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks without being signed in: whose data it is about by name, and how they are reached; nothing of it is proven."""

    name: str
    email: str = ""
    postal_code: str = ""
    address: str = ""


def is_open() -> bool:
    """Whether forms are there: how requests are made is published, with who checks identity and how fees are paid."""
    return in_force().complete


@transaction.atomic
def by_member(
    user: User, subject: UUID, demand: Demand, *, language: str, to: Asker | None = None, now: datetime | None = None
) -> Request:
    """Of somebody signed in, about themselves or an organization that they own; paper goes `to` somewhere. Raises
    `RequestError`.
    """
    running = Request.objects.filter(subject=subject).exclude(state__in=(State.CLOSED, State.WITHDRAWN, State.NOTIFIED))
    if running.count() >= MOST_RUNNING:
        raise RequestError("many")
    made = _new(Subject.objects.get(pk=subject), demand, Channel.MY_ACCOUNT, language, now, user=user, who=to)
    About.objects.create(request=made, subject_id=subject)
    letters.tell(made, letters.RECEIVED)
    return made


@transaction.atomic
def by_stranger(who: Asker, demand: Demand, *, language: str, channel: str, now: datetime | None = None) -> Request:
    """Of somebody who is not signed in, under a subject of its own: whom it is about is not known before they proved it.

    `now` is when it arrived, which on paper may be days ago. Raises `RequestError`.
    """
    if not (who.email or who.address):
        raise RequestError("reach")
    subject = keys.new_subject(Subject.Kind.PERSON)
    made = _new(subject, demand, channel, language, now, who=who)
    letters.tell(made, letters.RECEIVED)
    return made


def number_of() -> str:
    """Drawn, so that nobody reads from it how many ask; one that nobody has."""
    while True:
        drawn = secrets.randbelow(100_000_000)
        number = f"R-{drawn // 10_000:04}-{drawn % 10_000:04}"
        if not Request.objects.filter(number=number).exists():
            return number


def _new(
    subject: Subject,
    demand: Demand,
    channel: str,
    language: str,
    now: datetime | None,
    *,
    who: Asker | None = None,
    user: User | None = None,
) -> Request:
    at = now or timezone.now()
    policy = _policy_at(at)
    _check(demand, said=channel != Channel.MAIL)
    told = {name: masked(getattr(demand, name).strip())[:MOST] for name in ("wanted", "agent_name")}
    told |= {name: getattr(demand, name) for name in ("kind", "form", "claim", "recipient", "agent")}
    if who is not None:
        told |= {"name": masked(who.name.strip())[:120], "email": who.email.strip().lower()}
        told |= {"postal_code": who.postal_code.strip(), "address": who.address.strip()}
    about = {"policy": policy.number, "arrived_at": at, "due_on": due_on(at, policy), "user": user}
    made = Request.objects.create(number=number_of(), subject=subject, channel=channel, language=language, **about, **told)
    Step.objects.create(request=made, at=at, state=State.RECEIVED)
    if demand.agent:
        Authority.objects.create(request=made)
    note("request", made, actor=subject.pk, outcome=State.RECEIVED)
    return made


def _policy_at(arrived: datetime) -> PolicyPublication:
    """What was promised on the day of arrival; what came before anything was published goes by the first."""
    try:
        return in_force(arrived)
    except PublicationError:
        return in_force()


def _check(demand: Demand, *, said: bool) -> None:
    """A mail may name no reason; a form asks for one."""
    if demand.kind not in Request.Kind.values:
        raise RequestError("kind")
    if demand.form not in Form.values or demand.agent not in Agent.values:
        raise RequestError("kind")
    claims = facts(demand.kind).claims
    if claims and demand.claim not in claims and (said or demand.claim):
        raise RequestError("claim")
    if not demand.wanted.strip() and demand.kind not in (Request.Kind.PURPOSE_NOTICE, Request.Kind.DISCLOSURE,
                                                         Request.Kind.PROVISION_RECORDS):  # fmt: skip
        raise RequestError("wanted")
    if demand.agent and not demand.agent_name.strip():
        raise RequestError("agent")
