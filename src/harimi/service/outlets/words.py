"""The names that the data of events is made of."""

from pydantic import BaseModel

from harimi.service.readings.stated import Evidence, Lamp, Rival, Stated

PREVIOUS = ("value", "total", "state")
"""What is told of a reading as it was before."""
_SEVERAL = ("since", "until", "count")


def keys() -> frozenset[str]:
    """All of them; any other is refused before it is written."""
    models: tuple[type[BaseModel], ...] = (Stated, Evidence, Rival, Lamp)
    named = {name for one in models for name in one.model_fields}
    return frozenset(named | {"previous"} | set(_SEVERAL))
