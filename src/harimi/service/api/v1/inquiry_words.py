"""Inquiries, as they are sent and told."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from harimi.service.api.v1.words import Listed, Sent, one_of
from harimi.service.support import asking
from harimi.service.support.attachments import file_name
from harimi.service.support.models import Attachment, Case
from harimi.service.support.models import Message as MessageRow


class InquiryLine(BaseModel):
    """An inquiry, and how far it is. It is answered by `due_at`."""

    id: UUID
    number: str
    kind: Annotated[Case.Kind, one_of(Case.Kind)]
    state: Annotated[Case.State, one_of(Case.State)]
    arrived_at: datetime
    due_at: datetime
    closed_at: datetime | None


class InquiryFile(BaseModel):
    """A file that came with a message: a `picture`, drawn anew as a JPEG, or a `document`, a PDF as it was sent.

    It is `/inquiries/{inquiry_id}/files/{id}`; `name` is what it is called there, and `size` its bytes.
    """

    id: int
    kind: Annotated[Attachment.Kind, one_of(Attachment.Kind)]
    name: str
    size: int


class Message(BaseModel):
    """What the customer or the operator's staff wrote, and the files that came with it."""

    at: datetime
    side: Literal["customer", "staff"]
    body: str
    files: list[InquiryFile]


class Inquiry(InquiryLine):
    """The same with all that was written."""

    messages: list[Message]


class Inquiries(Listed):
    """A page of inquiries, newest first."""

    data: list[InquiryLine]


class NewInquiry(Sent):
    """What is asked, and the meter that it is about, if any."""

    kind: Annotated[Case.Kind, one_of(Case.Kind)]
    body: str = Field(min_length=1, max_length=asking.MOST)
    meter_id: UUID | None = None


class Reply(Sent):
    """What is written again."""

    body: str = Field(min_length=1, max_length=asking.MOST)


def told_line(row: Case) -> InquiryLine:
    """How far an inquiry is, in the API's words."""
    return InquiryLine(**_line(row))


def told_inquiry(row: Case) -> Inquiry:
    """An inquiry with all that was written, in the API's words."""
    written = row.messages.select_related("case").prefetch_related("attachments")
    return Inquiry(**_line(row), messages=[_message(one) for one in written])


def _line(row: Case) -> dict[str, Any]:
    same = {name: getattr(row, name) for name in InquiryLine.model_fields}
    return same | {"due_at": row.due_at.astimezone(UTC)}


def _message(row: MessageRow) -> Message:
    files = [_file(one) for one in row.attachments.all()]
    return Message(at=row.at, side="staff" if row.side == "staff" else "customer", body=row.body, files=files)


def _file(row: Attachment) -> InquiryFile:
    return InquiryFile(id=row.pk, kind=Attachment.Kind(row.kind), name=file_name(row), size=row.size)
