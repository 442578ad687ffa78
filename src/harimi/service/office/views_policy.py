"""How well the policy is kept, for the operator: what proves each clause, where each item is, who gets what, what is open."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.egress.mail import carrier_fault
from harimi.service.notices.asking import answers
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.privacy import census
from harimi.service.privacy.asking import newest_asking
from harimi.service.privacy.held import held
from harimi.service.privacy.manifest import Manifest, current
from harimi.service.privacy.models import AuditAnchor, Recipient
from harimi.service.privacy.overdue import overdue
from harimi.service.privacy.promptly import breaches
from harimi.service.privacy.proof import FAILED, PASSED, fields_of, outcomes, runs
from harimi.service.privacy.publication import in_force
from harimi.service.privacy.recipients import refusal
from harimi.service.privacy.words import LANGUAGES, Language, why
from harimi.service.project.config import Config

SHOWN = 60
"""Characters of a clause."""


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause with its tests and what the last full run said of each: passed, failed, waits, or did not run."""

    id: str
    text: str
    tests: list[tuple[str, str, str]]


@require_safe
@for_staff(StaffRole.PRIVACY)
def policy(request: StaffRequest) -> HttpResponse:
    """The page. It names fields and counts, and nobody."""
    language, manifest, asking = _language(), current(), newest_asking()
    context = {
        "clauses": [_row(name, manifest, language) for name in manifest.clauses],
        "ran": runs(),
        "items": [(_name(manifest.items[item], language), places) for item, places in fields_of(manifest, held()).items()],
        "unmapped": [*census.database(held()), *census.json_columns(held()), *census.settings(held(), Config.model_fields)],
        "recipients": [(one, _state(one, language)) for one in Recipient.objects.order_by("ended_at", "id")],
        "mail_fault": _why(carrier_fault(), language),
        "breaches": [(_name(manifest.items[one.item], language), one.rows) for one in breaches()],
        "overdue": list(overdue()),
        "asking": asking,
        "answers": answers(asking) if asking else [],
        "audit": AuditAnchor.objects.filter(pk=1).first(),
    }
    return render(request, "office/policy.html", context)


def _row(name: str, manifest: Manifest, language: Language) -> ClauseRow:
    clause = manifest.clauses[name]
    first = in_force().clause(name, language).strip().splitlines()[0].lstrip("# ").removeprefix(name)
    tests = []
    for one in clause.tests:
        waits = clause.waits.get(one)
        found = outcomes(one, runs())
        state = "waits" if waits else "failed" if FAILED in found else "passed" if PASSED in found else "open"
        tests.append((one, state, _name(manifest.parts[waits], language) if waits else ""))
    return ClauseRow(name, shortened(first), tests)


def shortened(text: str) -> str:
    """The beginning of a clause, by which it is recognised."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _state(one: Recipient, language: Language) -> str:
    if one.ended_at is not None:
        return ""
    refused = refusal(one, one.items)
    return "" if refused is None else why(refused.why, refused.clause, language)


def _why(code: str, language: Language) -> str:
    return why(code, "4", language) if code else ""


def _name(told: object, language: Language) -> str:
    return str(getattr(told, language))


def _language() -> Language:
    spoken = (get_language() or "ja")[:2]
    return LANGUAGES[1] if spoken == "en" else LANGUAGES[0]
