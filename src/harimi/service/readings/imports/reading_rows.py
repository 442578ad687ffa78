"""What the cells of a row say of a reading, and of which register."""

from dataclasses import dataclass
from datetime import datetime

from harimi.service.meters.cells import CellError, moment, number
from harimi.service.meters.models import Register, Upload
from harimi.service.meters.tables import Table
from harimi.service.privacy.cards import masked
from harimi.service.readings.imports.columns import columns
from harimi.service.readings.imports.lines import Line
from harimi.service.readings.imports.meter_known import Known
from harimi.service.readings.settled import LONGEST_REASON, ImpossibleError, TooFineError, possible

LONGEST_NOTE = LONGEST_REASON - 20
"""Before it stands that the reading was imported."""
IMPORTED = "取り込み / imported"


@dataclass(slots=True)
class ReadingLine(Line):
    """A row about a reading: the register's `value`, scaled, at a moment; `midnight` where it names a day alone."""

    register: Register | None = None
    value: int = 0
    midnight: bool = False

    @property
    def when(self) -> datetime:
        """Its moment; only a row with a problem has none."""
        if self.at is None:
            raise ValueError("a row without a moment is no reading")
        return self.at

    @property
    def reason(self) -> str:
        """Why the reading is what it is, as it will stand beside it."""
        note = masked(self.cells.get("note", ""))
        return f"{IMPORTED}: {note}" if note else IMPORTED


class Finder:
    """Finds the register that a row means: the one of the page, else by serial number, else by place and name."""

    def __init__(self, upload: Upload) -> None:
        self._only = upload.register
        self._known = None if self._only is not None else Known(upload.organization)
        self._found: dict[tuple[str, str, str], Register | str] = {}

    def find(self, line: ReadingLine) -> None:
        """Notes it in the line, or why there is none."""
        if self._known is None:
            line.register = self._only
            return
        asked = line.cells.get("serial", ""), line.cells.get("place", ""), line.cells.get("name", "")
        if asked not in self._found:
            self._found[asked] = self._look(self._known, *asked)
        found = self._found[asked]
        if isinstance(found, str):
            line.fail("serial" if asked[0] else "name", found)
        else:
            line.register = found

    @staticmethod
    def _look(known: Known, serial: str, place: str, name: str) -> Register | str:
        """The register, or the code of what is wrong. A serial number that nobody has is no reason to look further."""
        if serial and not known.has_serial(serial):
            return "no_meter"
        meters = known.matching(serial, place, name)
        if len(meters) != 1:
            return "several_there" if meters else "no_meter"
        registers = list(meters[0].registers.all())
        if len(registers) != 1:
            return "several_registers"
        registers[0].meter = meters[0]
        return registers[0]


def reading_lines(upload: Upload, table: Table, now: datetime) -> list[ReadingLine]:
    """The rows as they are by themselves; what is there already is not looked at yet."""
    named, finder = columns(table, upload.kind), Finder(upload)
    lines = [ReadingLine(row.number, named.of(row.cells)) for row in table.rows]
    for line in lines:
        finder.find(line)
        if line.register is not None:
            _moment(line, line.register, now)
            _value(line, line.register, table.separator)
            if len(line.cells.get("note", "")) > LONGEST_NOTE:
                line.fail("note", "too_long", most=LONGEST_NOTE)
    return lines


def _moment(line: ReadingLine, register: Register, now: datetime) -> None:
    cell = line.cells.get("at", "")
    if not cell:
        line.fail("at", "empty")
        return
    try:
        found = moment(cell, register.meter.site.zone)
    except CellError as error:
        line.fail("at", error.code, **error.details)
        return
    if found.at > now:
        line.fail("at", "future")
    line.at, line.midnight = found.at, found.midnight


def _value(line: ReadingLine, register: Register, separator: str) -> None:
    cell = line.cells.get("value", "")
    if not cell:
        line.fail("value", "empty")
        return
    try:
        told = number(cell, separator=separator)
        exact = possible(register, told)
    except CellError as error:
        line.fail("value", error.code, **error.details)
        return
    except TooFineError as error:
        line.fail("value", "finer", decimals=error.decimals)
        return
    except ImpossibleError:
        line.fail("value", "impossible")
        return
    line.value = exact or 0
