"""A file of an inquiry, as it is handed out: a picture to be shown, a PDF to be stored."""

from django.http import HttpResponse

from harimi.service.platform.blobs import BlobMissingError
from harimi.service.support.attachments import content, file_name
from harimi.service.support.models import Attachment, Case

TYPES = {Attachment.Kind.PICTURE: "image/jpeg", Attachment.Kind.DOCUMENT: "application/pdf"}
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


def handed_out(case: Case, file_id: int) -> HttpResponse | None:
    """One file of a case that is theirs who ask, or at which staff look; None where it is not there."""
    row = Attachment.objects.filter(pk=file_id, message__case=case).select_related("message__case").first()
    if row is None:
        return None
    try:
        data = content(row)
    except BlobMissingError:
        return None
    kind = Attachment.Kind(row.kind)
    answer = HttpResponse(data, content_type=TYPES[kind], headers=dict(_HEADERS))
    how = "inline" if kind == Attachment.Kind.PICTURE else "attachment"
    answer.headers["Content-Disposition"] = f'{how}; filename="{file_name(row)}"'
    return answer
