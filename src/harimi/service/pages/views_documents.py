"""The privacy policy and the terms of use: in force, earlier and coming, raw, compared. Anybody may read them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from harimi.service.pages.blocks import blocks, plain
from harimi.service.privacy.differences import compared
from harimi.service.privacy.documents import LANGUAGES, Language
from harimi.service.privacy.models import PolicyPublication, TermsPublication
from harimi.service.privacy.publication import in_force, terms_in_force
from harimi.service.privacy.wishes import PublicationError


@dataclass(frozen=True)
class Kind:
    """One of the two documents: its address, its rows, and the row in force."""

    name: str
    rows: type[PolicyPublication] | type[TermsPublication]
    now: Callable[[], PolicyPublication | TermsPublication]

    def numbered(self, number: int) -> PolicyPublication | TermsPublication:
        """The publication of a number."""
        found = self.rows.objects.filter(number=number).first()
        if found is None:
            raise Http404
        return found

    def in_force(self) -> PolicyPublication | TermsPublication:
        """The publication in force."""
        try:
            return self.now()
        except PublicationError as error:
            raise Http404 from error


KINDS = {
    "privacy": Kind("privacy", PolicyPublication, in_force),
    "terms": Kind("terms", TermsPublication, terms_in_force),
}


@require_safe
def current(request: HttpRequest, kind: str) -> HttpResponse:
    """The version in force, and a word of one that is to come."""
    return _shown(request, KINDS[kind], KINDS[kind].in_force())


@require_safe
def version(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """A version by its number."""
    return _shown(request, KINDS[kind], KINDS[kind].numbered(number))


@require_safe
def versions(request: HttpRequest, kind: str) -> HttpResponse:
    """All versions, the newest first."""
    shown = KINDS[kind]
    rows = list(shown.rows.objects.order_by("-number"))
    context = _context(shown) | {"rows": rows, "now": shown.in_force().number}
    return render(request, "pages/document_versions.html", context)


@require_safe
def raw(_: HttpRequest, kind: str, number: int, language: Language) -> HttpResponse:
    """The bytes of a version, as they were published."""
    found = KINDS[kind].numbered(number)
    if language not in LANGUAGES:
        raise Http404
    answer = HttpResponse(found.text(language).encode(), content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{kind}-{number}.{language}.md"'
    answer["Content-Language"], answer["ETag"] = language, f'"{found.sha256(language)}"'
    return answer


@require_safe
def changes(request: HttpRequest, kind: str, old: int, new: int) -> HttpResponse:
    """What changed from one version to another."""
    before, after = KINDS[kind].numbered(old), KINDS[kind].numbered(new)
    language = _language()
    lines = compared(plain(before.text(language)), plain(after.text(language)))
    context: dict[str, Any] = {"before": before, "after": after, "lines": lines}
    if isinstance(before, PolicyPublication) and isinstance(after, PolicyPublication):
        context["procedure"] = compared(plain(before.procedure(language)), plain(after.procedure(language)))
        context["other_terms"] = before.terms.number != after.terms.number
    return render(request, "pages/document_changes.html", _context(KINDS[kind]) | context)


@require_safe
def procedure(request: HttpRequest) -> HttpResponse:
    """How requests under the policy in force are made."""
    shown = KINDS["privacy"].in_force()
    if not isinstance(shown, PolicyPublication):
        raise Http404
    return _page(request, KINDS["privacy"], shown, {"blocks": blocks(shown.procedure(_language())), "procedure": True})


def _shown(request: HttpRequest, kind: Kind, shown: PolicyPublication | TermsPublication) -> HttpResponse:
    language = _language()
    return _page(request, kind, shown, {"blocks": blocks(shown.text(language), shown.spans[language])})


def _page(
    request: HttpRequest, kind: Kind, shown: PolicyPublication | TermsPublication, context: dict[str, Any]
) -> HttpResponse:
    in_force = kind.in_force()
    coming = kind.rows.objects.filter(number__gt=in_force.number).first()
    context |= {"shown": shown, "in_force": in_force, "coming": coming, "previous": shown.number - 1}
    return render(request, "pages/document.html", _context(kind) | context)


def _context(kind: Kind) -> dict[str, Any]:
    return {"kind": kind.name, "kind_title": f"documents.{kind.name}"}


def _language() -> Language:
    return "ja" if (get_language() or "ja").startswith("ja") else "en"
