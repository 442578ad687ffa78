"""A new meter is like one whose face is known: that face is where the new one begins."""

from harimi.service.captures.models import Cut
from harimi.service.captures.pictures import upright
from harimi.service.meters.models import Face as FaceRow
from harimi.service.meters.models import Register
from harimi.service.platform.blobs import blobs
from harimi.service.readings.copying import ALIKE, laid_alike, same_states
from harimi.service.readings.proposing import Proposed, beginning

SURE = ("kept", "elsewhere", "found")
"""How a face came about that needs no other meter's."""
LATEST, TRIED = 60, 6
"""Of so many versions of like meters' faces so many meters' newest are tried: each costs some 30 ms."""


def begin(register: Register, picture: Cut) -> Proposed:
    """Where the editor begins: with the register's own face, with what vision is sure of, with that of a like meter, else with
    whatever there is to drag into place."""
    begun = beginning(register, picture)
    return begun if begun.how in SURE else template(register, picture) or begun


def template(register: Register, picture: Cut) -> Proposed | None:
    """The face of a like meter of the customer's that fits best; None where none shows the same model from the same side."""
    image = upright(blobs().get(picture.blob))
    laid = [(row, found) for row in _rows(register) for found in [laid_alike(row, picture, image)] if found is not None]
    if not laid:
        return None
    row, (face, _) = max(laid, key=lambda one: one[1][1])
    return Proposed(face, "like", row.register.meter.name)


def _rows(register: Register) -> list[FaceRow]:
    """The newest face of each like register that has one."""
    same = {f"register__{name}": getattr(register, name) for name in ALIKE}
    theirs = FaceRow.objects.filter(register__meter__site__organization=register.meter.site.organization_id, **same)
    latest = theirs.exclude(register=register).select_related("register__meter").order_by("-created_at")[:LATEST]
    newest: dict[object, FaceRow] = {}
    for row in latest:
        if same_states(row.register, register):
            newest.setdefault(row.register_id, row)
    return list(newest.values())[:TRIED]
