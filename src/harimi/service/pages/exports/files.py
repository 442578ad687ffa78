"""Tables whose rows have a file in an export, and how it gets there: its place, None where its bytes are missing."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model

from harimi.service.captures.models import Cut
from harimi.service.pages.exports.archive import Archive
from harimi.service.pages.exports.known import Known
from harimi.service.pages.exports.photographs import put_photograph
from harimi.service.platform.blobs import BlobMissingError
from harimi.service.platform.crypto import SealError
from harimi.service.support.attachments import content, file_name
from harimi.service.support.models import Attachment

FOLDER = "inquiries"


def put_attachment(archive: Archive, row: Attachment, _: Known) -> str | None:
    """A file of an inquiry. One that does not open any more counts as missing: all else is still to be had."""
    try:
        data = content(row)
    except (BlobMissingError, SealError):
        return None
    name = f"{FOLDER}/{file_name(row)}"
    archive.picture(name, data)
    return name


FILES: Mapping[type[Model], Callable[[Archive, Any, Known], str | None]] = {Cut: put_photograph, Attachment: put_attachment}
