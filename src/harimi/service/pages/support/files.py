"""Files of an inquiry: the field by which they are sent, and how one is handed out."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse

from harimi.service.pages.texts import text
from harimi.service.platform.blobs import BlobMissingError
from harimi.service.platform.redrawing import MOST_BYTES
from harimi.service.support.attachments import MOST_FILES, File, FileError, all_checked, content, file_name
from harimi.service.support.models import Attachment, Case

TYPES = "image/jpeg,image/png,image/webp,application/pdf"
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


class _Files(forms.FileInput):
    allow_multiple_selected = True

    if not TYPE_CHECKING:

        def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002
            return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.Field):
    """Some pictures or PDFs, each checked and drawn anew; nothing is wanted."""

    widget = _Files

    def __init__(self) -> None:
        super().__init__(required=False, widget=_Files(attrs={"accept": TYPES, "multiple": True}))

    def clean(self, value: Any) -> list[File]:
        """Raises `ValidationError` with the code of what is wrong."""
        sent = value or []
        try:
            if len(sent) > MOST_FILES:
                raise FileError("many_files")
            if any((one.size or 0) > MOST_BYTES for one in sent):
                raise FileError("picture_too_large")
            return all_checked([one.read() for one in sent])
        except FileError as error:
            raise ValidationError(text(f"case.error.{error.code}"), code=error.code) from error


def file_of(case: Case, file_id: int) -> HttpResponse:
    """One file of a case that is theirs who ask, or at which staff look. Raises `Http404`."""
    row = Attachment.objects.filter(pk=file_id, message__case=case).select_related("message__case").first()
    if row is None:
        raise Http404
    try:
        data = content(row)
    except BlobMissingError as error:
        raise Http404 from error
    shown = row.kind == Attachment.Kind.PICTURE
    answer = HttpResponse(data, content_type="image/jpeg" if shown else "application/pdf", headers=dict(_HEADERS))
    answer.headers["Content-Disposition"] = f'{"inline" if shown else "attachment"}; filename="{file_name(row)}"'
    return answer
