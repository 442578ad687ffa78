"""What is said of an outlet."""

from collections.abc import Iterable
from dataclasses import dataclass

from harimi.service.outlets.ledgers.showing import Standing, standing
from harimi.service.outlets.models import Ledger, Outlet
from harimi.service.outlets.waiting import waiting
from harimi.service.pages.texts import TEXTS, text

COUNTRIES = (
    *("JP", "US", "SG", "KR", "TW", "HK", "AU", "NZ", "CA", "GB", "IE", "DE", "FR", "NL", "BE", "CH", "AT"),
    *("SE", "FI", "NO", "DK", "IT", "ES", "PL", "IN"),
)
"""Where others run what readings are sent to."""


MOST = 10_000
"""More are not counted one by one."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An outlet in a list: `state` is off, failing, waiting, new or works; `waits` how many events it has not been told of."""

    row: Outlet
    host: str
    recipient: str
    country: str
    waits: int

    @property
    def state(self) -> str:
        """In one word."""
        if not self.row.on:
            return "off"
        if self.row.failing_since is not None:
            return "failing"
        if self.waits or self.row.fillings.exists():
            return "waiting"
        return "works" if self.row.sent_at is not None else "new"

    @property
    def fault(self) -> str:
        """Why nothing is taken there, in words."""
        return fault(self.row.fault) if self.row.fault else ""


def shown(row: Outlet) -> Shown:
    """As a list shows it."""
    told = row.instruction
    about = ("", "", "") if told is None else (told.host, told.recipient, told.country)
    return Shown(row, *about, waiting(row)[:MOST].count())


def ledger_lines(rows: Iterable[Ledger]) -> list[tuple[Standing, str]]:
    """Ledgers as a list shows them: how each stands, and what is wrong in words."""
    return [(one, fault(one.fault) if one.fault else "") for one in standing(rows)]


def fault(code: str) -> str:
    """What a fault means, and what to do."""
    if code.startswith("http_"):
        own = f"outlet.fault.{code}"
        return text(own if own in TEXTS else "outlet.fault.http", status=code.removeprefix("http_"))
    return text(f"outlet.fault.{code}")


def error(code: str) -> str:
    """Why an outlet cannot be so."""
    return fault(code) if code.startswith("address_") else text(f"outlet.error.{code}")


def instruction(kind: str) -> str:
    """The exact words of an instruction to send, or to answer who comes for it."""
    own = f"outlet.instruction.{kind}"
    return text(own if own in TEXTS else "outlet.instruction", items=text(f"outlet.items.{kind}"))
