"""Other photographs of the same camera on which a face is tried before it is kept."""

from datetime import datetime, tzinfo

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Register
from harimi.service.readings.models import Attempt

MOST = 6
LOOKED_AT = 2000
"""The newest photographs among which they are chosen."""
HALF_A_DAY = 12.0


def samples(register: Register, picture: Cut, zone: tzinfo) -> list[Cut]:
    """The newest, the newest that was doubtful, and others that lie far apart by day and by hour: noon, dusk and night look
    otherwise. In order of time, newest first.
    """
    kept = Cut.objects.filter(installation=picture.installation_id, width=picture.width, height=picture.height)
    same = kept.filter(frame__isnull=picture.frame is None, part__isnull=picture.part is None).exclude(pk=picture.pk)
    if picture.part is not None:
        same = same.filter(part=picture.part)
    times = dict(same.order_by("-taken_at").values_list("pk", "taken_at")[:LOOKED_AT])
    chosen = _chosen(times, _doubtful(register, list(times)), picture.taken_at, zone)
    return sorted(Cut.objects.filter(pk__in=chosen), key=lambda cut: cut.taken_at, reverse=True)


def _doubtful(register: Register, among: list[int]) -> int | None:
    """The newest picture whose value is not trusted."""
    doubted = Attempt.objects.filter(register=register, settled=True, cut__in=among[:200]).exclude(verdict="published")
    return doubted.order_by("-taken_at").values_list("cut_id", flat=True).first()


def _chosen(times: dict[int, datetime], doubtful: int | None, drawn_at: datetime, zone: tzinfo) -> list[int]:
    """One after the other the picture that is furthest from those that are there, the one of the face among them."""
    chosen = list(dict.fromkeys([*list(times)[:1], *([] if doubtful is None else [doubtful])]))
    moments = [drawn_at, *times.values()]
    span = max((max(moments) - min(moments)).total_seconds(), 1.0)
    places = {pk: _place(at, span, zone) for pk, at in times.items()}
    taken = [_place(drawn_at, span, zone), *(places[pk] for pk in chosen)]
    apart = {pk: min(_apart(place, one) for one in taken) for pk, place in places.items()}
    while len(chosen) < min(MOST, len(times)):
        furthest = max((pk for pk in times if pk not in chosen), key=lambda pk: apart[pk])
        chosen.append(furthest)
        apart = {pk: min(known, _apart(places[pk], places[furthest])) for pk, known in apart.items()}
    return chosen


def _place(at: datetime, span: float, zone: tzinfo) -> tuple[float, float]:
    local = at.astimezone(zone)
    return at.timestamp() / span, local.hour + local.minute / 60


def _apart(a: tuple[float, float], b: tuple[float, float]) -> float:
    hours = abs(a[1] - b[1])
    return abs(a[0] - b[0]) + min(hours, 2 * HALF_A_DAY - hours) / HALF_A_DAY
