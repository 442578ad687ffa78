"""All kinds by their name."""

from typing import cast

from harimi.service.alerts.kinds import (
    battery,
    change,
    continuous,
    expiry,
    lamp,
    limit,
    moved,
    no_flow,
    silence,
    spike,
    unreadable,
    unusual,
    usage,
)
from harimi.service.alerts.kinds.form import Judge

_FILES = (battery, change, continuous, expiry, lamp, limit, moved, no_flow, silence, spike, unreadable, unusual, usage)
KINDS: dict[str, Judge] = {one.__name__.rpartition(".")[2]: cast(Judge, one) for one in _FILES}
