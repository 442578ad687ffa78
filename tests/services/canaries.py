"""A value for a column of any kind, and what of it stands nowhere else: its canary."""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import CharField, DateField, DateTimeField, DecimalField, FloatField, JSONField, TextField, UUIDField

from harimi.vision.views import View

KANJI = "髙﨑"
SHORTEST = 12
"""Letters that a canary needs, so that it is found by no chance."""
KEYS = {
    "accounts_activity.details": "role",
    "devices_device.settings": "quality",
    "meters_face.data": "id",
    "readings_learnedview.data": next(iter(View.model_fields)),
}
"""A key that JSON of a closed form takes."""
FRAMES = ("captures_cut.part", "captures_cut.frame", "devices_installation.frame")
_MICROSECONDS: set[int] = set()
_DAYS: set[int] = set()
AHEAD = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
"""Nothing that is planted is over yet; what is later in a row is later."""


@dataclass
class Canaries:
    """`core` stands in every text; `texts` are those that are long enough to be found, by their columns."""

    core: str = field(default_factory=lambda: uuid.uuid4().hex)
    texts: dict[str, str] = field(default_factory=dict)
    _count: int = 0

    def value(self, name: str, one: Any) -> tuple[Any, str]:
        """What goes into a column, and its canary, empty where there is none; `...` leaves the column as it is."""
        if one.choices:
            return one.choices[0][0], ""
        if isinstance(one, JSONField):
            return self._json(name)
        if isinstance(one, CharField | TextField):
            return self._column(name, one.max_length or 60)
        if isinstance(one, DateTimeField):
            micro = 100_000 + _undrawn(_MICROSECONDS, 900_000)
            self._count += 1
            return AHEAD + timedelta(seconds=self._count, microseconds=micro), f".{micro}+"
        if isinstance(one, DateField):
            found = date(2100, 1, 1) + timedelta(days=_undrawn(_DAYS, 60_000))
            return found, found.isoformat()
        if isinstance(one, UUIDField):
            key = uuid.uuid4()
            return key, str(key)
        return _number(one)

    def text(self) -> str:
        """Another text with the core in it."""
        self._count += 1
        return f"{self._count:03}{KANJI}{self.core}"

    def _column(self, name: str, longest: int) -> tuple[str, str]:
        if longest < SHORTEST:
            return secrets.token_hex(longest)[:longest], ""
        self.texts[name] = self.text()[:longest]
        return self.texts[name], self.texts[name]

    def _json(self, name: str) -> tuple[Any, str]:
        if name in FRAMES:
            share = secrets.randbelow(10**12) / 10**12
            return {"x": share, "y": 0, "width": 1, "height": 1}, str(share)
        canary = self.text()
        return ({KEYS[name]: canary} if name in KEYS else [canary]), canary


def _undrawn(drawn: set[int], below: int) -> int:
    """A number that no other canary has."""
    while (found := secrets.randbelow(below)) in drawn:
        pass
    drawn.add(found)
    return found


def _number(one: Any) -> tuple[Any, str]:
    kind = one.get_internal_type()
    if isinstance(one, DecimalField):
        small = Decimal(secrets.randbelow(9 * 10**13) + 10**13).scaleb(-6)
        return small, f"{small:f}"
    if isinstance(one, FloatField):
        share = secrets.randbelow(10**12) / 10**12
        return share, str(share)
    if kind == "BooleanField":
        return False, ""
    if "Integer" not in kind:
        return ..., ""
    if "Big" in kind:
        large = secrets.randbelow(9 * 10**17) + 10**17
        return large, str(large)
    return secrets.randbelow(30_000) + 1, ""
