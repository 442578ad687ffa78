"""What the privacy page shows of one subject: the person who is signed in, or an organization that they decide for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, QuerySet, Subquery

from harimi.service.accounts.access import Action, allowed_in, by_name, may
from harimi.service.accounts.models import Organization, User
from harimi.service.devices.models import Device, DeviceLog, DeviceReport
from harimi.service.pages.consents import ME, Question, my_question, their_question
from harimi.service.pages.shared import Shared, shared_with
from harimi.service.privacy.audit import looks_at, token_of
from harimi.service.privacy.choices import choices_of
from harimi.service.privacy.facts import Item, Purpose
from harimi.service.privacy.gate import NEEDS_OPT_IN, OPTIONAL
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import AccessDevice, AccessLog, AuditEvent
from harimi.service.privacy.models.subjects import Subject
from harimi.service.rights.exports import found_of
from harimi.service.rights.kept import Kept, kept_about_organization, kept_about_person, not_kept
from harimi.service.rights.models import Export

SHOWN = 50
LOOKED_THROUGH = 2_000
"""Events of the audit that are looked through for lines to show."""
PERIODS = (30, 90, 365, 730)
"""Days for which an organization may keep photographs, besides as long as the contract."""


@dataclass(frozen=True, slots=True)
class Optional:
    """A purpose that the service does not need, and how it stands: `stopped`, `in_use`, or `not_asked` for."""

    name: str
    purpose: Purpose
    items: tuple[Item, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody else looked: last when, how often that day, `staff` or `member`, what for, at what, by which clause."""

    at: datetime
    times: int
    role: str
    purpose: Purpose | None
    items: tuple[Item, ...]
    clause: str


@dataclass(frozen=True)
class Block:
    """One subject on the page. `who` is what forms send for it; `organization` is None for the person."""

    who: str
    items: list[Kept]
    absent: list[Item]
    optional: list[Optional]
    question: Question
    looks: list[Look]
    shared: list[Shared]
    organization: Organization | None = None
    owned: bool = False
    """Whether the person may also take the organization's data along."""
    export: Export | None = None

    @property
    def premises(self) -> bool:
        """Whether anything here cannot be stopped."""
        return any(one.state == "premise" for one in self.items)


def mine(user: User) -> Block:
    """The person's own block."""
    items = kept_about_person(user)
    return Block(
        ME,
        items,
        not_kept(items),
        _optional(user.subject),
        my_question(user),
        _looks(user.subject, ()),
        shared_with(user.subject_id),
    )


def theirs(user: User) -> list[Block]:
    """A block for each organization that the person decides for."""
    deciding = Organization.objects.filter(pk__in=allowed_in(user, Action.DECIDE_PRIVACY)).select_related("subject")
    return [_organization(one, owned=may(user, one, Action.MANAGE_CONTRACT)) for one in by_name(deciding)]


def with_exports(user: User, blocks: Iterable[Block]) -> list[Block]:
    """What the person takes along; an organization's is for its owners alone."""
    whose = [(one, _takes(user, one)) for one in blocks]
    exports = found_of(subject for _, subject in whose if subject)
    return [replace(one, export=exports.get(subject)) if subject else one for one, subject in whose]


def _takes(user: User, block: Block) -> UUID | None:
    if block.organization is None:
        return user.subject_id
    return block.organization.subject_id if block.owned else None


def _organization(organization: Organization, *, owned: bool) -> Block:
    subject = organization.subject
    items = kept_about_organization(subject.pk)
    members = User.objects.filter(memberships__organization=organization, is_staff=False).values_list("subject", flat=True)
    looks = _looks(subject, [token_of(one) for one in members])
    question = their_question(organization)
    told = (items, not_kept(items), _optional(subject), question, looks, shared_with(subject.pk))
    return Block(str(organization.pk), *told, organization, owned)


def browsers(user: User) -> QuerySet[AccessDevice]:
    """The browsers that were noted, the last used first."""
    return AccessDevice.objects.filter(subject=user.subject_id).order_by("-last_at")[:SHOWN]


def accesses(user: User) -> QuerySet[AccessLog]:
    """The last pages that were opened."""
    return AccessLog.objects.filter(subject=user.subject_id).order_by("-at", "-pk")[:SHOWN]


def reports(organization: Organization) -> list[DeviceReport]:
    """The latest report of each camera."""
    newest = DeviceReport.objects.filter(device=OuterRef("pk")).order_by("-at", "-pk").values("pk")[:1]
    last = Device.objects.filter(organization=organization).annotate(last=Subquery(newest)).values("last")
    return list(DeviceReport.objects.filter(pk__in=last).select_related("device").order_by("device__name", "pk"))


def camera_log(organization: Organization) -> QuerySet[DeviceLog]:
    """The last lines of the cameras' logs."""
    return DeviceLog.objects.filter(device__organization=organization).select_related("device").order_by("-at", "-pk")[:SHOWN]


def _optional(subject: Subject) -> list[Optional]:
    chosen, manifest = choices_of((subject.pk,))[subject.pk], current()
    found = []
    for name in OPTIONAL:
        purpose = manifest.purposes[name]
        items = tuple(manifest.items[one] for one in purpose.items if manifest.items[one].collectable)
        asked = name != NEEDS_OPT_IN or chosen.opted_in
        state = "stopped" if name in chosen.stopped_purposes else "in_use" if asked else "not_asked"
        found.append(Optional(name, purpose, items, state))
    return found


def _looks(subject: Subject, members: Iterable[str]) -> list[Look]:
    """The last looks; equal ones of one day are one line, so that many of them push no other off the list."""
    known, lines = set(members), dict[tuple[object, ...], list[AuditEvent]]()
    for event in looks_at(subject.pk)[:LOOKED_THROUGH]:
        day = event.at.astimezone(ZoneInfo(current().deadlines.time_zone)).date()
        lines.setdefault((day, event.actor, event.purpose, *event.items), []).append(event)
    return [_look(alike[0], len(alike), known) for alike in list(lines.values())[:SHOWN]]


def _look(event: AuditEvent, times: int, members: set[str]) -> Look:
    items = current().items
    named = tuple(items[name] for name in event.items if name in items)
    role = "member" if event.actor in members else "staff"
    return Look(event.at, times, role, current().purposes.get(event.purpose), named, event.clause)
