"""Taking one's data along: asked for, followed, fetched and deleted by whom it is about, or by an organization's owners."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST, require_safe

from harimi.service.accounts.access import Action, may
from harimi.service.accounts.models import Organization, User
from harimi.service.pages.access import person
from harimi.service.pages.consents import ME
from harimi.service.pages.exports.photographs import safe
from harimi.service.pages.ids import known_id
from harimi.service.pages.texts import spoken, text
from harimi.service.platform.blobs import BlobMissingError
from harimi.service.platform.crypto import SealError
from harimi.service.platform.stores import StoreError
from harimi.service.privacy.held import held
from harimi.service.privacy.keys import KeyGoneError
from harimi.service.privacy.manifest import current
from harimi.service.rights.exports import ask, fetched, forget, found
from harimi.service.rights.models import Export
from harimi.service.rights.writing import content_of


@dataclass(frozen=True, slots=True)
class Taking:
    """Whose data somebody takes along: their own, or that of an organization that they own."""

    who: str
    user: User
    organization: Organization | None = None

    @property
    def subject(self) -> UUID:
        """Whom the data is about."""
        return self.user.subject_id if self.organization is None else self.organization.subject_id

    @property
    def name(self) -> str:
        """As people call it."""
        return text("privacy.me") if self.organization is None else text("privacy.of", name=self.organization.name)


@require_POST
@login_required
def export_make(request: HttpRequest) -> HttpResponse:
    """Has it made, or leads to where it is being made already."""
    taking = _taking(request, request.POST.get("who", ""))
    ask(taking.subject, actor=taking.user, language=spoken())
    return redirect("export_state", taking.who)


@require_safe
@login_required
def export_state(request: HttpRequest, who: str) -> HttpResponse:
    """How far it is; costs little, because it is asked for again and again."""
    taking = _taking(request, who)
    export = found(taking.subject)
    context = {"taking": taking, "export": export, "tab": "privacy"}
    answer = render(request, "pages/export.html", context | (_words(export) if export is not None else {}))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_GET
@login_required
def export_file(request: HttpRequest, who: str) -> HttpResponseBase:
    """The file, piece by piece, where it is made and still kept; that it was fetched is kept."""
    taking = _taking(request, who)
    export = found(taking.subject)
    if export is None or not export.there:
        raise Http404
    try:
        pieces = _begun(export)
    except StoreError:
        messages.error(request, text("export.away"))
        return redirect("export_state", who)
    fetched(export, actor=taking.user)
    answer = StreamingHttpResponse(pieces, content_type="application/zip")
    answer.headers["Content-Length"] = str(export.size)
    answer.headers["Content-Disposition"] = content_disposition_header(True, _file_name(taking, export)) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@login_required
def export_delete(request: HttpRequest, who: str) -> HttpResponse:
    """Deletes it, made or not."""
    taking = _taking(request, who)
    export = found(taking.subject)
    if export is not None:
        forget(export, actor=taking.user)
        messages.success(request, text("export.deleted"))
    return redirect("privacy_settings")


def _words(export: Export) -> dict[str, object]:
    """How far it is, how large it is, and how long it is kept."""
    until = None if export.done_at is None else export.done_at + held().kept("export")
    return {"reached": f"{export.reached:,}", "total": f"{export.total:,}", "size": in_bytes(export.size), "until": until}


def in_bytes(size: int) -> str:
    """How large a file is, as people read it."""
    for unit, length in (("GB", 10**9), ("MB", 10**6)):
        if size >= length:
            return f"{size / length:,.1f} {unit}"
    return f"{max(1, round(size / 1000))} kB"


def _taking(request: HttpRequest, who: str) -> Taking:
    """Everybody their own; an organization's only owners. To all others it is not there."""
    user = person(request)
    if who == ME:
        return Taking(ME, user)
    organization = Organization.objects.filter(pk=known_id(who)).first()
    if organization is None or not may(user, organization, Action.MANAGE_CONTRACT):
        raise Http404
    return Taking(str(organization.pk), user, organization)


def _begun(export: Export) -> Iterator[bytes]:
    """The pieces, of which the first was opened: what is erased, or gone from the store, is not found."""
    try:
        pieces = content_of(export)
        return chain([next(pieces)], pieces)
    except (KeyGoneError, BlobMissingError, SealError) as error:
        raise Http404 from error


def _file_name(taking: Taking, export: Export) -> str:
    named = "" if taking.organization is None else f"_{safe(taking.organization.name)}"
    day = (export.done_at or timezone.now()).astimezone(ZoneInfo(current().deadlines.time_zone))
    return f"{text('export.file_name')}{named}_{day:%Y-%m-%d}.zip"
