"""What is told outside, in order, and to whom."""

from harimi.service.outlets.models.journal import Event as Event
from harimi.service.outlets.models.journal import Journal as Journal
from harimi.service.outlets.models.ledgers import Ledger as Ledger
from harimi.service.outlets.models.ledgers import LedgerMonth as LedgerMonth
from harimi.service.outlets.models.outlets import Filling as Filling
from harimi.service.outlets.models.outlets import Outlet as Outlet
from harimi.service.outlets.models.outlets import SetAside as SetAside
from harimi.service.outlets.models.points import ModbusPoint as ModbusPoint
from harimi.service.outlets.models.shown import Shown as Shown
