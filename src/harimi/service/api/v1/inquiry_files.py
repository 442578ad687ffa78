"""Files of questions to the operator: sent with a message, and fetched."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, UploadedFile

from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.device.handlers import OVERHEAD
from harimi.service.api.v1.caller import caller, found, missing, refused
from harimi.service.api.v1.inquiries import ask, inquiries_of, say
from harimi.service.api.v1.inquiries import inquiry_calls as inquiry_calls
from harimi.service.api.v1.inquiry_words import Inquiry, NewInquiry, Reply
from harimi.service.api.v1.limiting import count_work
from harimi.service.api.v1.words import Id
from harimi.service.egress.ahead import asked
from harimi.service.platform.redrawing import MOST_BYTES
from harimi.service.support.attachments import MOST_FILES, MOST_IN_A_CASE, FileError, all_read, room_in
from harimi.service.support.attachments import File as Checked
from harimi.service.support.handing_out import TYPES, handed_out

MOST = MOST_FILES * MOST_BYTES + OVERHEAD
_WHY = {
    "document_too_large": "a PDF has at most 5 MB",
    "many_files": f"at most {MOST_FILES} files come with a message",
    "no_file": "a file is a picture (JPEG, PNG or WebP) or a PDF",
    "picture_too_large": "a picture has at most 12 MB and 25 million pixels",
}


def _ahead(request: HttpRequest, files: list[UploadedFile], **_: Any) -> None:
    count_work(request, caller(request).token)
    _checked(files)


def _ahead_of_reply(request: HttpRequest, inquiry_id: UUID, files: list[UploadedFile], **_: Any) -> None:
    found(inquiries_of(caller(request)), pk=inquiry_id)
    _ahead(request, files)


@inquiry_calls.make_of_form("/inquiries-with-files", Scope.ACCOUNT_WRITE, Inquiry, ahead=_ahead, most=MOST)
def make_inquiry_with_files(request: HttpRequest, files: File[list[UploadedFile]], told: Form[NewInquiry]) -> Inquiry:
    """Asks the operator something, with up to four files: pictures of at most 12 MB, or PDFs of at most 5 MB.

    Pictures are drawn anew, without anything that is hidden in their files; what a file is called is not kept.
    """
    return ask(request, told, _checked(files))


@inquiry_calls.make_of_form(
    "/inquiries/{inquiry_id}/messages-with-files", Scope.ACCOUNT_WRITE, Inquiry, ahead=_ahead_of_reply, most=MOST
)
def reply_with_files(request: HttpRequest, inquiry_id: UUID, files: File[list[UploadedFile]], told: Form[Reply]) -> Inquiry:
    """Writes again, with up to four files as a new inquiry takes them. All messages together have up to forty."""
    row, checked = found(inquiries_of(caller(request)), pk=inquiry_id), _checked(files)
    if len(checked) > room_in(row):
        raise refused("full", f"an inquiry has at most {MOST_IN_A_CASE} files")
    return say(request, row, told, checked)


@inquiry_calls.file("/inquiries/{inquiry_id}/files/{file_id}", Scope.ACCOUNT_READ, *TYPES.values())
def get_inquiry_file(request: HttpRequest, inquiry_id: UUID, file_id: Id) -> HttpResponse:
    """A file of an inquiry, which its messages name."""
    answer = handed_out(found(inquiries_of(caller(request)), pk=inquiry_id), file_id)
    if answer is None:
        raise missing()
    return answer


def _checked(files: list[UploadedFile]) -> list[Checked]:
    """They are looked at ahead of the transaction, and once: that takes a processor some time."""
    try:
        return asked("files", lambda: all_read(files))
    except FileError as error:
        raise refused(error.code, _WHY[error.code]) from error
