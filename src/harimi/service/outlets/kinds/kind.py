"""What a kind of outlet is, what it gets to send, and how it says that something was not taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from harimi.service.outlets.models import Event, Outlet
from harimi.service.third_parties.departure import Departure


class OutletSettings(BaseModel):
    """What somebody fills in for an outlet; it is kept sealed."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)


class DownError(Exception):
    """The other side is away or takes nothing now; `code` is a text `outlet.fault.<code>`, `retry_after` seconds."""

    def __init__(self, code: str, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code, self.retry_after = code, retry_after


class RefusedError(DownError):
    """The other side will not take this one event, as far as it says."""


class GoneError(DownError):
    """The other side wants nothing any more: the outlet is switched off."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be sent now: events in order, as many as the kind takes at once. Call `taken` for each that was."""

    outlet: Outlet
    settings: Any
    events: Sequence[Event]
    departure: Departure
    taken: Callable[[Event], None]


class Kind(Protocol):
    """A module of this package.

    `ITEMS` is what leaves by it, in the policy's words, `SCHEMES` what its address begins with, `AT_ONCE` how many events it
    takes together; `FILLS` whether it can be sent what is past, since the same moment twice is one point there.
    """

    NAME: str
    ITEMS: tuple[str, ...]
    SCHEMES: tuple[str, ...]
    AT_ONCE: int
    FILLS: bool
    Settings: type[OutletSettings]

    def address(self, settings: Any) -> str:
        """The address where it is reached; empty where it is not dialled, and `host` says who comes for it."""

    def host(self, settings: Any) -> str:
        """Who comes for it, where it has no address."""

    def wants(self, settings: Any, event: Event) -> bool:
        """Whether such an event is told there at all."""

    def test(self, parcel: Parcel) -> None:
        """Finds out, without any event, whether the other side is there and lets us in. Raises a `DownError`."""

    def send(self, parcel: Parcel) -> None:
        """Sends all of it. Raises a `DownError` or one of its kinds."""
