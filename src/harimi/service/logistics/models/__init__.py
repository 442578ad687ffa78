"""Everything that logistics keeps."""

from harimi.service.logistics.models.faults import Fault
from harimi.service.logistics.models.parcels import Parcel, ParcelLine, ParcelUnit
from harimi.service.logistics.models.stock import StockLevel, StockPlace
from harimi.service.logistics.models.units import Unit, UnitEvent

__all__ = ["Fault", "Parcel", "ParcelLine", "ParcelUnit", "StockLevel", "StockPlace", "Unit", "UnitEvent"]
