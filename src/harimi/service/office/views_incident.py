"""One incident: its clock, its kind, how far it reaches, the report, the notices, and each step. It names no customer."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.incidents import assessing, clock, closing, reach, recording, reporting, telling
from harimi.service.incidents.assessing import ANSWERS, CATEGORIES
from harimi.service.incidents.models import Incident, ReportText
from harimi.service.incidents.recording import IncidentError
from harimi.service.incidents.reminding import is_late, waiting
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_incidents import AnswersForm, ScopeForm, TextsForm, WordsForm, zone
from harimi.service.office.incident_words import about
from harimi.service.pages.access import password_again
from harimi.service.pages.texts import spoken, text, text_in
from harimi.service.privacy.documents import LANGUAGES, Language
from harimi.service.privacy.manifest import current
from harimi.service.privacy.publication import known_operator
from harimi.service.privacy.wording import words


@require_safe
@for_staff(StaffRole.PRIVACY)
def incident(request: StaffRequest, incident_id: UUID) -> HttpResponse:
    """All of it, also once it is closed."""
    row, now = _row(incident_id), timezone.now()
    context = {
        "incident": row,
        "events": [(one, about(one)) for one in row.events.select_related("by")],
        "found": assessing.assessed(row),
        "day_number": clock.day_number(row, now),
        "due": [(which, day) for which, day in _due(row).items() if which in waiting(row)],
        "late": is_late(row, now),
        "answers": AnswersForm(initial={name: getattr(row, name) for name in ANSWERS}),
        "scope": ScopeForm(initial=_scope(row)),
        "sealed": reach.all_sealed(row.items, reach.tables_of(row)),
        "facts": reporting.facts(row, spoken()),
        "texts": _texts(row),
        "missing": [] if row.state == Incident.State.CLOSED else closing.lacking(row),
        "lacking": telling.lacking(row),
        "to_write": telling.to_write(row).count(),
    }
    return render(request, "office/incident.html", context)


@require_safe
@for_staff(StaffRole.PRIVACY)
def report(request: StaffRequest, incident_id: UUID) -> HttpResponse:
    """The draft of the report with its nine parts, in Japanese for the commission's form, and in English."""
    row = _row(incident_id)
    drafts = [(language, _draft(row, language)) for language in LANGUAGES]
    return render(request, "office/incident_report.html", {"incident": row, "drafts": drafts})


@require_POST
@for_staff(StaffRole.PRIVACY)
def act(request: StaffRequest, incident_id: UUID) -> HttpResponse:
    """A step; whoever writes to the people concerned shows their password once more."""
    row, step = _row(incident_id), request.POST.get("step", "")
    if step not in _STEPS:
        raise Http404
    return _tell(request, row) if step == "tell" else _done(request, row, step)


@password_again
def _tell(request: HttpRequest, row: Incident) -> HttpResponse:
    return _done(request, row, "tell")


def _done(request: HttpRequest, row: Incident, step: str) -> HttpResponse:
    try:
        count = _STEPS[step](request, row)
    except IncidentError as error:
        messages.error(request, text(f"incident.error.{error.code}"))
    else:
        messages.success(request, text(f"incident.done.{step}", count=count if isinstance(count, int) else 0))
    return redirect("office_incident", row.pk)


def _row(incident_id: UUID) -> Incident:
    return get_object_or_404(Incident, pk=incident_id)


def _due(row: Incident) -> dict[str, Any]:
    return {"prompt": clock.prompt_by(row), "final": clock.full_by(row)}


def _scope(row: Incident) -> dict[str, Any]:
    last = row.until - timedelta(days=1) if row.until else None
    customers = "\n".join(str(one.pk) for one in row.organizations.order_by("pk"))
    return {
        "items": row.items,
        "tables": row.tables,
        "customers": customers,
        "first": row.since.astimezone(zone()).date() if row.since else None,
        "last": last.astimezone(zone()).date() if last else None,
        "estimated": row.estimated,
    }


def _texts(row: Incident) -> list[tuple[str, str, str]]:
    ja, en = (reporting.written(row, language) for language in LANGUAGES)
    return [(part, ja[part], en[part]) for part in ReportText.Part.values]


def _draft(row: Incident, language: Language) -> dict[str, Any]:
    """The head of the report, and its parts by their texts' keys."""
    now, told = reporting.facts(row, language), reporting.written(row, language)
    found = assessing.assessed(row)
    joint = "、" if language == "ja" else ", "
    told |= {"items": joint.join(now.items), "people": text_in(language, "incident.report.people_words", **_counts(now))}
    left = now.waiting + now.sending + now.kept
    notices = text_in(language, "incident.report.notices", told=now.told, left=left, unreachable=now.unreachable)
    told["response"] = "\n".join(part for part in (told["response"], notices) if part)
    rules = [text_in(language, f"incident.category.{one}") for one in CATEGORIES if one in found.categories]
    head = {
        "operator": words(current(), known_operator(), language),
        "known_at": f"{row.known_at.astimezone(zone()):%Y-%m-%d %H:%M} (JST)",
        "rules": rules,
        "kind": text_in(language, f"incident.report.{'final' if row.prompt_reported_at else 'prompt'}"),
    }
    parts = [(text_in(language, f"incident.part.{part}"), told[part]) for part in reporting.NINE]
    labels = {key: text_in(language, f"incident.report.{key}") for key in ("title", "operator", "known_at", "rule", "unknown")}
    return {"head": head, "parts": parts, "labels": labels}


def _counts(now: reporting.Facts) -> dict[str, int]:
    return {"total": now.total, "organizations": now.organizations}


def _told(form: Any) -> Any:
    if not form.is_valid():
        raise IncidentError("form")
    return form


def _words(request: HttpRequest) -> str:
    return str(_told(WordsForm(request.POST)).cleaned_data["words"])


def _assess(request: Any, row: Incident) -> object:
    return assessing.assess(row, _told(AnswersForm(request.POST)).cleaned_data, actor=request.user)


def _choose(request: Any, row: Incident) -> object:
    form = ScopeForm(request.POST)
    if form.errors.get("customers"):
        raise IncidentError("customers")
    _told(form)
    return reach.choose(row, form.told(), form.cleaned_data["customers"], actor=request.user)


Step = Callable[[Any, Incident], object]
_STEPS: Mapping[str, Step] = {
    "assess": _assess,
    "choose": _choose,
    "gather": lambda request, row: reach.gather(row, actor=request.user),
    "write": lambda request, row: reporting.write_texts(row, _told(TextsForm(request.POST)).told(), actor=request.user),
    "prompt": lambda request, row: reporting.reported(row, "prompt", _words(request), actor=request.user),
    "final": lambda request, row: reporting.reported(row, "final", _words(request), actor=request.user),
    "tell": lambda request, row: telling.tell(row, actor=request.user),
    "note": lambda request, row: recording.add_note(row, _words(request), actor=request.user),
    "close": lambda request, row: closing.close(row, _words(request), actor=request.user),
}
