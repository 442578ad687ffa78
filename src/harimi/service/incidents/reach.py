"""How far an incident reaches: whose rows are in the chosen tables, and who is to be told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, Model, Q, QuerySet
from django.utils import timezone

from harimi.service.accounts.access import Action, members_who
from harimi.service.accounts.models import Membership, Organization, User
from harimi.service.incidents import former
from harimi.service.incidents.models import Affected, Incident, IncidentEvent
from harimi.service.incidents.recording import IncidentError, going_on, note
from harimi.service.privacy.held import held
from harimi.service.privacy.holdings import Holding, holdings
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Subject

MADE = ("made_at", "created_at", "at", "taken_at", "received_at", "arrived_at", "asked_at", "opened_at", "date_joined")
"""Columns that say when a row came to be; of a table without any, all rows count: rather one too many than one too few."""
Kind = Subject.Kind
BATCH = 500


@dataclass(frozen=True, slots=True)
class Reached:
    """The subjects whose data is in it."""

    people: frozenset[UUID]
    organizations: frozenset[UUID]


def holding_tables(items: list[str] | None = None) -> list[str]:
    """Tables with rows about subjects in which one of these items is kept, or any item where none is named."""
    named = {one.table for kind in (Kind.PERSON, Kind.ORGANIZATION) for one in holdings(kind)} - {Affected._meta.db_table}
    wanted = set(items or current().items)
    tables = held().tables
    return sorted(name for name in named if wanted & {place.item for place in tables[name].columns.values()})


def all_sealed(items: list[str], tables: list[str]) -> bool:
    """Whether every column that keeps one of these items in these tables is sealed under its subject's own key."""
    every = (place for name in tables for place in held().tables[name].columns.values() if place.item in items)
    flags = [place.flag for place in every]
    return bool(flags) and all(flag == "sealed" for flag in flags)


def tables_of(incident: Incident) -> list[str]:
    """Those that were chosen, or all that hold one of its items."""
    return incident.tables or holding_tables(incident.items)


def reached(incident: Incident) -> Reached:
    """Whose data it is; nobody where no items are chosen."""
    if not incident.items:
        return Reached(frozenset(), frozenset())
    tables = set(tables_of(incident))
    found = {kind: _of_kind(incident, kind, tables) for kind in (Kind.PERSON, Kind.ORGANIZATION)}
    return Reached(frozenset(found[Kind.PERSON]), frozenset(found[Kind.ORGANIZATION]))


@transaction.atomic
def choose(incident: Incident, scope: dict[str, object], organizations: list[Organization], *, actor: User) -> Incident:
    """Keeps how far it reaches. Raises `IncidentError` for what there is not."""
    row = going_on(incident)
    for name in ("items", "tables", "since", "until", "estimated"):
        setattr(row, name, scope[name])
    if not row.items or set(row.items) - set(current().items) or set(row.tables) - set(holding_tables()):
        raise IncidentError("scope")
    if row.since and row.until and row.since >= row.until:
        raise IncidentError("period")
    row.save()
    row.organizations.set(organizations)
    note(row, IncidentEvent.What.SCOPED, about=f"{len(row.items)} items, {len(tables_of(row))} tables", actor=actor)
    return row


@transaction.atomic
def gather(incident: Incident, *, actor: User) -> int:
    """Notes whom it concerns, and the owners of organizations; how many are concerned. Whoever was written to stays."""
    row = going_on(incident)
    found = reached(row)
    every = list(_each(found.organizations))
    holders = _owners(one for one in every if one.kind == Organization.Kind.HOUSEHOLD)
    own, owners = found.people | found.organizations | holders, _owners(every)
    untold = Q(letter=None) | Q(unreachable=True) | Q(kept_at__isnull=False)
    Affected.objects.filter(untold, incident=row, told_at=None).exclude(subject__in=own | owners).delete()
    for subjects, is_own in ((own, True), (owners - own, False)):
        rows = [Affected(incident=row, subject_id=one, own=is_own) for one in sorted(subjects)]
        Affected.objects.bulk_create(rows, BATCH, ignore_conflicts=True)
        Affected.objects.filter(incident=row, subject__in=subjects).update(own=is_own)
    row.gathered_at, row.former = timezone.now(), former.count(row, set(tables_of(row)) if row.items else set())
    row.save(update_fields=["gathered_at", "former"])
    concerned = len(own) + row.former
    note(row, IncidentEvent.What.GATHERED, about=str(concerned), actor=actor)
    return concerned


def _of_kind(incident: Incident, kind: str, tables: set[str]) -> set[UUID]:
    every = _allowed(incident, kind)
    found: set[UUID] = set()
    for holding in holdings(kind):
        if holding.table in tables:
            found |= _subjects(holding, _within(incident, holding), every.exclude(pk__in=found))
    return found


def _subjects(holding: Holding, rows: QuerySet[Model], every: QuerySet[Subject]) -> set[UUID]:
    """Whose rows these are, among those who are meant."""
    if isinstance(holding.way, str):
        return set(every.filter(pk__in=rows.values(holding.way)).values_list("pk", flat=True))
    whole = rows.query.where.children == []
    return {one for one in every.values_list("pk", flat=True) if _has(holding.way(one), None if whole else rows)}


def _has(theirs: QuerySet[Model], rows: QuerySet[Model] | None) -> bool:
    return (theirs if rows is None else theirs.filter(pk__in=rows.values("pk"))).exists()


def _within(incident: Incident, holding: Holding) -> QuerySet[Model]:
    """The table's rows that were made in the time that is meant."""
    rows, column = holding.model._base_manager.order_by(), _made(holding.model)
    if column and incident.since:
        rows = rows.filter(**{f"{column}__gte": incident.since})
    if column and incident.until:
        rows = rows.filter(**{f"{column}__lt": incident.until})
    return rows


def _made(model: type[Model]) -> str:
    there = {one.name for one in model._meta.concrete_fields if isinstance(one, DateTimeField)}
    return next((name for name in MADE if name in there), "")


def _allowed(incident: Incident, kind: str) -> QuerySet[Subject]:
    """Subjects of a kind, of the chosen organizations and their members where there are any."""
    every, chosen = Subject.objects.filter(kind=kind), incident.organizations.all()
    if not chosen.exists():
        return every
    if kind == Kind.ORGANIZATION:
        return every.filter(pk__in=chosen.values("subject"))
    return every.filter(pk__in=Membership.objects.filter(organization__in=chosen).values("user__subject"))


def _owners(organizations: Iterable[Organization]) -> set[UUID]:
    return {user.subject_id for one in organizations for user in members_who(one, Action.MANAGE_CONTRACT)}


def _each(subjects: frozenset[UUID]) -> Iterator[Organization]:
    yield from Organization.objects.filter(subject__in=subjects).iterator()
