"""What is done for a request stands in the audit under its number."""

from uuid import UUID

from harimi.service.privacy.audit import record
from harimi.service.requests.kinds import facts
from harimi.service.requests.models import Request

PURPOSE = "inquiries"
"""Clause 2-2(2): requests are answered like any other question."""


def note(action: str, request: Request, *, actor: UUID | None, subject: UUID | None = None, outcome: str = "done") -> None:
    """One row, about the request's own subject unless it names another."""
    record(
        action,
        actor=actor,
        subject=subject or request.subject_id,
        clause=facts(request.kind).clause,
        purpose=PURPOSE,
        case=request.number,
        outcome=outcome,
    )
