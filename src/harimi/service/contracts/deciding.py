"""What becomes of an application: a contract with its organization and first owner, or a refusal with its ground."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.accounts.services import found_organization
from harimi.service.contracts import evidence, identity, letters
from harimi.service.contracts.applying import DETAILS, ApplicationError, letter
from harimi.service.contracts.models import Application, Contract, PlannedPlace, PlanSpell
from harimi.service.contracts.rehoming import rehome
from harimi.service.contracts.tokens import new_number
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using

State, Ground = Application.State, Application.Ground
GROUNDS = tuple(one for one in Ground.values if one != Ground.LAPSED)
"""Why staff refuse."""
Link = Callable[[User], str]
"""The address at which somebody sets their first password."""


def accept(application: Application, *, actor: User, link: Link) -> Contract:
    """Makes a contract of it: the applicant owns a new organization. Raises `ApplicationError` before it is known who they are.

    Somebody who has an account under the same address keeps it; others get one, with a link by which they set a password.
    """
    if not identity.confirmed(application):
        raise ApplicationError("identity_open")
    with transaction.atomic(), using("registration", subject=application.subject_id):
        _decide(application, State.ACCEPTED, actor)
        owner, fresh = _owner(application)
        organization = found_organization(_called(application), owner, kind=Organization.Kind(application.kind))
        contract = _contract(application, organization)
        Application.objects.filter(pk=application.pk).update(contract=contract)
        told = {"number": contract.number, "link": link(owner) if fresh else "", "plan": contract.plan}
        letter(application, letters.ACCEPTED, **told)
    return contract


@transaction.atomic
def refuse(application: Application, ground: str, *, actor: User) -> None:
    """There is no contract; the applicant is told why. Raises `ApplicationError`."""
    if ground not in GROUNDS:
        raise ApplicationError("ground")
    _decide(application, State.REFUSED, actor, ground)
    letter(application, letters.REFUSED, ground=ground)


def _decide(application: Application, state: Application.State, actor: User, ground: str = "") -> None:
    told = {"state": state, "decided_at": timezone.now(), "decided_by": actor, "ground": ground}
    if not Application.objects.filter(pk=application.pk, state=State.RECEIVED).update(**told):
        raise ApplicationError("not_possible")
    application.refresh_from_db()
    evidence.delete_all(application)
    about = application.subject_id
    record(f"application_{state}", actor=actor.subject_id, subject=about, clause="2-2(1)", purpose="registration", case=ground)


def _owner(application: Application) -> tuple[User, bool]:
    """Who owns the contract, and whether they have no password yet."""
    known = User.objects.filter(email=application.email).first()
    if known is not None and not known.is_active:
        raise ApplicationError("closing")
    if known is not None:
        rehome(application, known)
        return known, False
    made = User(email=application.email, subject=application.subject, language=application.language)
    made.set_unusable_password()
    made.save()
    return made, True


def _called(application: Application) -> str:
    """How the organization is called: by its own name, a household by the applicant's."""
    return application.corporate_name or application.name


def _contract(application: Application, organization: Organization) -> Contract:
    """The contract, with what was applied for sealed anew, under the organization's key."""
    places = list(application.places.all())
    contract = Contract.objects.create(
        organization=organization,
        number=_free_number(),
        plan=application.plan,
        meters=sum(one.meters for one in places),
        since=today(),
        name=application.name,
        **{name: getattr(application, name) for name in DETAILS},
    )
    PlanSpell.objects.create(contract=contract, plan=contract.plan, since=contract.since)
    for one in places:
        PlannedPlace.objects.create(contract=contract, place=one.place, kind=one.kind, meters=one.meters)
    return contract


def _free_number() -> str:
    """One that nobody has; of ninety million, the first almost always."""
    while Contract.objects.filter(number=(number := new_number())).exists():
        pass
    return number
