"""Who may see what tenants are billed: owners and managers all of it, a tenant their own, nobody else anything."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from harimi.service.accounts.access import Action, allowed_in, by_name, may
from harimi.service.accounts.models import Membership, Organization, User
from harimi.service.letting.models import Statement
from harimi.service.pages.access import person


def landlords(request: HttpRequest) -> list[Organization]:
    """The organizations whose tenants the person bills, by name."""
    return by_name(Organization.objects.filter(pk__in=allowed_in(request.user, Action.MANAGE_LETTING)))


def landlord(request: HttpRequest, organization_id: UUID) -> Organization:
    """One of them."""
    found = Organization.objects.filter(pk=organization_id).first()
    if found is None or not may(request.user, found, Action.MANAGE_LETTING):
        raise Http404
    return found


def own_statements(user: User) -> QuerySet[Statement]:
    """Those of the person as a tenant, newest first."""
    tenants = Membership.objects.filter(user=user, role=Membership.Role.TENANT).values("tenant")
    return Statement.objects.filter(tenant__in=tenants).select_related("organization", "paid").order_by("-issued_on", "-number")


def seen_statement(request: HttpRequest, statement_id: UUID) -> Statement:
    """One that the person may see."""
    user = person(request)
    mine = Q(organization__in=allowed_in(user, Action.MANAGE_LETTING)) | Q(pk__in=own_statements(user).order_by().values("pk"))
    rows = Statement.objects.filter(mine, pk=statement_id)
    found = rows.select_related("organization", "tenant", "of__paid", "taken_back_by", "paid").first()
    if found is None:
        raise Http404
    return found


def bills(request: HttpRequest, statement: Statement) -> bool:
    """Whether the person is its landlord rather than its tenant."""
    return may(request.user, statement.organization, Action.MANAGE_LETTING)
