"""What a customer sees of their parcels: how far one is, who carries it, and what is in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from harimi.service.logistics.carriers import followed_at
from harimi.service.logistics.models import Parcel
from harimi.service.logistics.parcels import OPEN


@dataclass(frozen=True, slots=True)
class Told:
    """`state` is a text `parcels.state.<state>`: what comes before it is sent is one. `link` is the carrier's page."""

    parcel: Parcel
    state: str
    link: str
    inside: list[str]
    serials: list[str]


def told(parcels: Iterable[Parcel], language: str) -> list[Told]:
    """Each of them; `lines` and `boxes__unit` are best fetched before."""
    return [_told(one, language) for one in parcels]


def _told(one: Parcel, language: str) -> Told:
    inside = [f"{line.model} × {line.count}" for line in one.lines.all()]
    serials = [box.unit.serial for box in one.boxes.all() if box.unit is not None]
    return Told(one, "preparing" if one.state in OPEN else one.state, followed_at(one, language), inside, serials)
