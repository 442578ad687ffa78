"""A table comes in: who may bring which, and what is refused before any row is looked at."""

from harimi.service.accounts.access import Action
from harimi.service.meters.models import Register, Upload
from harimi.service.meters.tables import TableError, read_table
from harimi.service.meters.uploads import Sender, keep
from harimi.service.readings.imports.columns import MANY, METERS, ONE, columns

ACTIONS = {METERS: Action.CHANGE_METERS, MANY: Action.CHANGE_VALUES, ONE: Action.CHANGE_VALUES}


def take(data: bytes, kind: str, sender: Sender, register: Register | None = None) -> Upload:
    """Keeps a table until it is confirmed. Raises a `TableError` for one that is none.

    Its code is `missing` where it lacks columns, by their names in `columns.NAMES`, and `twice` where two mean the same.
    """
    table = read_table(data)
    named = columns(table, kind)
    for code, names in (("missing", named.missing), ("twice", named.twice)):
        if names:
            raise TableError(code, names=names)
    return keep(table, kind, sender, register)
