"""Events that are sent together, and how far an outlet is after each of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from harimi.service.outlets.models import Event


@dataclass
class Part:
    """`on_taken` writes how far the outlet is once an event was taken, `on_refused` where it never will be, with a code, and
    `on_done` once all of them are through.
    """

    events: Sequence[Event]
    on_taken: Callable[[Event], None]
    on_refused: Callable[[Event, str], None]
    on_done: Callable[[], None]
    _through: set[object] = field(default_factory=set)

    @property
    def left(self) -> list[Event]:
        """Those that the other side does not have yet, in order."""
        return [one for one in self.events if one.pk not in self._through]

    def taken(self, event: Event) -> None:
        """The other side has it."""
        self._through.add(event.pk)
        self.on_taken(event)

    def refused(self, event: Event, code: str) -> None:
        """The other side will never have it."""
        self._through.add(event.pk)
        self.on_refused(event, code)

    def done(self) -> None:
        """All of them are through."""
        self.on_done()
