"""The photographs of a report's first and last values."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from harimi.service.captures.pictures import small
from harimi.service.platform.blobs import BlobMissingError, blobs
from harimi.service.readings.models import Attempt
from harimi.service.readings.report import SiteReport
from harimi.service.readings.report_lines import Line, Value

WIDE = 480
"""Pixels of a picture's width: two stand beside each other on a sheet."""
SCHEME = "harimi-picture"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The picture of a value; `blob` is where it is kept."""

    line: Line
    value: Value
    cut: int
    blob: str

    @property
    def address(self) -> str:
        """How a document names it that is made without a browser."""
        return f"{SCHEME}:{self.cut}"


def evidence(found: SiteReport) -> list[Evidence]:
    """First and last of each line, as far as their photographs are kept, in the order of the tables."""
    wanted = [
        (line, value)
        for line in (*found.counters, *found.gauges)
        for value in dict.fromkeys((line.first, line.last))
        if value is not None
    ]
    attempts = Attempt.objects.filter(
        cut__isnull=False, pk__in=[value.attempt for _, value in wanted if value.attempt is not None]
    )
    cuts = {pk: (cut, blob) for pk, cut, blob in attempts.values_list("pk", "cut_id", "cut__blob")}
    return [Evidence(line, value, *cuts[value.attempt]) for line, value in wanted if value.attempt in cuts]


def picture(address: str, known: Mapping[str, Evidence]) -> bytes:
    """The bytes of a picture that the document shows. Whatever else is asked for, a file or a host, raises a `ValueError`."""
    if urlsplit(address).scheme != SCHEME or address not in known:
        raise ValueError("a report shows its own pictures only")
    try:
        return small(blobs().get(known[address].blob), WIDE)
    except BlobMissingError as error:
        raise ValueError("the picture is gone") from error
