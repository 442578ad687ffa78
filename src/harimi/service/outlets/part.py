"""Events that are sent together, and how far an outlet is after each of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from harimi.service.outlets.models import Event


@dataclass
class Part:
    """`on_taken` writes how far the outlet is once an event was taken, `on_done` once all of them were."""

    events: Sequence[Event]
    on_taken: Callable[[Event], None]
    on_done: Callable[[], None]
    _taken: set[object] = field(default_factory=set)

    def taken(self, event: Event) -> None:
        """The other side has it."""
        self._taken.add(event.pk)
        self.on_taken(event)

    def first_left(self) -> Event:
        """The first that the other side does not have."""
        return next(one for one in self.events if one.pk not in self._taken)

    def done(self) -> None:
        """The other side has all of them."""
        self.on_done()
