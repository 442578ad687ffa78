"""Why somebody in the office looks at a customer: a purpose of the policy that one of their roles has."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, QueryDict

from harimi.service.accounts.staff import purposes_of
from harimi.service.office.access import StaffRequest
from harimi.service.privacy.facts import Purpose
from harimi.service.privacy.gate import NEEDS_CASE
from harimi.service.privacy.looks import Look
from harimi.service.privacy.manifest import current
from harimi.service.support.violations.opening import open_case_of


@dataclass(frozen=True, slots=True)
class Reason:
    """For which purpose of the policy somebody looks, and under which case where one is needed: that is about `whom` alone."""

    actor: UUID
    purpose: str
    case: str = ""
    whom: UUID | None = None

    @property
    def told(self) -> Purpose:
        """The purpose as the policy words it."""
        return current().purposes[self.purpose]

    @property
    def sees_name(self) -> bool:
        """Whether names may be shown for it."""
        return "name" in self.told.items

    def covers(self, subject: UUID) -> bool:
        """Whether somebody may be looked at for it at all."""
        return self.whom in (None, subject)

    def items(self, *wanted: str) -> tuple[str, ...]:
        """Those of the items that the purpose may see."""
        return tuple(one for one in wanted if one in self.told.items)

    def look(self, *wanted: str) -> Look:
        """The look at those of the items that the purpose may see."""
        return Look(self.actor, self.purpose, self.items(*wanted), self.case)


def reasons_of(request: StaffRequest) -> list[tuple[str, Purpose]]:
    """What the person may look for."""
    return [(name, current().purposes[name]) for name in purposes_of(request.roles)]


def asked(request: StaffRequest) -> QueryDict:
    """A reason is in the address, or is sent beside what is looked for."""
    return request.POST if request.method == "POST" else request.GET


def given(request: StaffRequest) -> Reason | None:
    """The reason that is asked with; None where none is given, or where the number of a case that goes on is missing.

    Raises `Http404` for a purpose that they do not have.
    """
    purpose, case = asked(request).get("for", ""), asked(request).get("case", "").strip()[:40]
    if not purpose:
        return None
    if purpose not in purposes_of(request.roles):
        raise Http404
    if current().purposes[purpose].clause != NEEDS_CASE:
        return Reason(request.user.subject_id, purpose, case)
    violation = open_case_of(case)
    if violation is None:
        return None
    return Reason(request.user.subject_id, purpose, violation.number, violation.subject_id)
