"""A register as Modbus words, most significant word and byte first, as most systems read them without being told.

| word | what | as |
|---|---|---|
| +0 | the value | float32, NaN where there is none |
| +2 | the total of a counter, else the value | float64, NaN where there is none |
| +6 | the moment of the photograph | uint32, seconds since 1970, 0 where there is none |
| +8 | how far it is to be believed | 0 nothing, 1 estimated, 2 confirmed, 3 corrected |
| +9 | how old it is | minutes, 65535 for longer or never |
| +10 | how sure the reader was | thousandths |
| +11 | nothing yet | 0 |
"""

import struct
from datetime import datetime
from decimal import Decimal

WORDS = 12
"""Of each register."""
STATES = {"": 0, "estimated": 1, "confirmed": 2, "corrected": 3}
LONGEST = 65_535
_NAN = float("nan")


def block(
    value: Decimal | None, total: Decimal | None, at: datetime | None, state: str, confidence: float, now: datetime
) -> list[int]:
    """The words of one register."""
    age = LONGEST if at is None else min(LONGEST, max(0, int((now - at).total_seconds() // 60)))
    shown = value if total is None else total
    packed = struct.pack(
        ">fdIHHHH",
        _NAN if value is None else float(value),
        _NAN if shown is None else float(shown),
        0 if at is None else int(at.timestamp()),
        STATES.get(state, 0),
        age,
        round(1000 * confidence),
        0,
    )
    return list(struct.unpack(f">{WORDS}H", packed))
