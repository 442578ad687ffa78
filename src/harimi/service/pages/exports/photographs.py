"""The photographs of an export: what they are called, and their bytes."""

import re
import unicodedata
from datetime import datetime

from harimi.service.captures.models import Cut
from harimi.service.pages.exports.archive import Archive
from harimi.service.pages.exports.known import Known
from harimi.service.platform.blobs import BlobMissingError, blobs

FOLDER = "photographs"
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 60


def put_photograph(archive: Archive, cut: Cut, known: Known) -> str | None:
    """Puts it into the archive and returns where; None where its bytes are missing."""
    try:
        data = blobs().get(cut.blob)
    except BlobMissingError:
        return None
    name = photograph_name(cut, known)
    archive.picture(name, data)
    return name


def photograph_name(cut: Cut, known: Known) -> str:
    """By place, meter and moment of the place's clock; the row's number makes it the only one of its name."""
    watched = known.site_of(cut.installation_id)
    place, meter, taken = ("", "", cut.taken_at)
    if watched is not None:
        place, meter, zone = watched
        taken = cut.taken_at.astimezone(zone)
    return f"{FOLDER}/{safe(place)}/{safe(meter)}/{_moment(taken)}_{cut.pk}.jpg"


def _moment(taken: datetime) -> str:
    return f"{taken:%Y-%m-%d_%H%M%S}"


def safe(name: str) -> str:
    """A name as every file system takes it."""
    found = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .")[:_LONGEST].strip(" .")
    return f"_{found}" if not found or _RESERVED.fullmatch(found) else found
