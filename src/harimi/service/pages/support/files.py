"""Files of an inquiry: the field by which they are sent, and how one is handed out."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse

from harimi.service.pages.texts import text
from harimi.service.support.attachments import File, FileError, all_read
from harimi.service.support.handing_out import handed_out
from harimi.service.support.models import Case

TYPES = "image/jpeg,image/png,image/webp,application/pdf"


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
        try:
            return all_read(value or [])
        except FileError as error:
            raise ValidationError(text(f"case.error.{error.code}"), code=error.code) from error


def file_of(case: Case, file_id: int) -> HttpResponse:
    """One file of a case that is theirs who ask, or at which staff look. Raises `Http404`."""
    answer = handed_out(case, file_id)
    if answer is None:
        raise Http404
    return answer
