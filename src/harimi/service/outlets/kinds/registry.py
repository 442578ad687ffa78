"""Every kind of outlet by its name."""

from collections.abc import Mapping
from typing import cast

from harimi.service.outlets.kinds import influxdb, modbus, mqtt, thingsboard, webhook
from harimi.service.outlets.kinds.kind import Kind, OutletSettings
from harimi.service.outlets.models import Outlet

KINDS: Mapping[str, Kind] = {one.NAME: cast(Kind, one) for one in (webhook, mqtt, influxdb, thingsboard, modbus)}


def settings_of(row: Outlet) -> OutletSettings:
    """What was filled in for it; it must have been read for a purpose."""
    return KINDS[row.kind].Settings.model_validate_json(row.settings)
