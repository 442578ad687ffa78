"""Handing out what a request disclosed: piece by piece, only to whoever made it, while it is kept."""

from itertools import chain
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from harimi.service.pages.texts import text
from harimi.service.platform.blobs import BlobMissingError
from harimi.service.platform.crypto import SealError
from harimi.service.platform.stores import StoreError
from harimi.service.privacy.keys import KeyGoneError
from harimi.service.privacy.manifest import current
from harimi.service.requests import answers
from harimi.service.requests.models import Answer, Request

READABLE = (Request.State.DECIDED, Request.State.NOTIFIED)


def handed_out(request: HttpRequest, answer: Answer) -> StreamingHttpResponse | None:
    """The file; None where the store is away, which is said. Raises `Http404` before the decision, and once it is closed."""
    row = answer.request
    if not answer.there or row.state not in READABLE or row.form != Request.Form.ELECTRONIC:
        raise Http404
    try:
        pieces = answers.content(answer)
        begun = chain([next(pieces)], pieces)
    except StoreError:
        messages.error(request, text("export.away"))
        return None
    except (KeyGoneError, BlobMissingError, SealError) as error:
        raise Http404 from error
    answers.fetched(answer)
    return streamed(answer, begun, "zip")


def streamed(answer: Answer, pieces: object, suffix: str) -> StreamingHttpResponse:
    """As a file to save, of which nothing is kept on the way."""
    day = (answer.done_at or timezone.now()).astimezone(ZoneInfo(current().deadlines.time_zone))
    name = f"{text('request.file_name')}_{answer.request.number}_{day:%Y-%m-%d}.{suffix}"
    made = StreamingHttpResponse(pieces, content_type="application/zip" if suffix == "zip" else "application/pdf")  # type: ignore[arg-type]
    made.headers["Content-Length"] = str(answer.size)
    made.headers["Content-Disposition"] = content_disposition_header(suffix == "zip", name) or "attachment"
    made.headers["X-Content-Type-Options"], made.headers["Cache-Control"] = "nosniff", "no-store"
    return made
