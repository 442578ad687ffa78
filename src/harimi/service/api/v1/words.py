"""What texts, moments and numbers may be, wherever they are sent."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import TextChoices
from ninja import Path, Schema
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

from harimi.service.privacy.cards import tidy

LARGEST_ID = 2**63 - 1
FIRST, LAST = 1990, 2200
"""Years in which a meter is read: what was used is worked out for each hour since."""


def _named(text: str) -> str:
    kept = tidy(text)
    if not kept:
        raise ValueError("nothing that can be printed")
    return kept


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("outside the calendar") from error


def _of_our_time(at: datetime) -> datetime:
    if not FIRST <= at.year < LAST:
        raise ValueError(f"no meter is read before {FIRST} or after {LAST}")
    return _in_utc(at)


Name = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(_named)]
Short = Annotated[str, StringConstraints(max_length=80), AfterValidator(tidy)]
Unit = Annotated[str, StringConstraints(max_length=20), AfterValidator(tidy)]
Reason = Annotated[str, StringConstraints(max_length=200), AfterValidator(tidy)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Then = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
"""A moment at which something was or is to be."""
Amount = Annotated[Decimal, Field(max_digits=24, decimal_places=9, examples=["1234.56"])]
_ONCE: Any = Field(description="Told this once and never again.", json_schema_extra={"x-told": "once"})
Secret = Annotated[str, _ONCE]
SecretIfAny = Annotated[str | None, _ONCE]
"""What opens something: the answer to a call that is sent again under its key does not tell it."""
Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
"""The number of a row, in an address."""


def one_of(choices: type[TextChoices]) -> WithJsonSchema:
    """Has a choice told by its values where it is used: many have the same name, such as `Kind`."""
    return WithJsonSchema({"type": "string", "enum": list(choices.values)})


def once_told(answer: type[BaseModel]) -> frozenset[str]:
    """The fields of an answer that are a `Secret`."""
    extras = {name: field.json_schema_extra for name, field in answer.model_fields.items()}
    return frozenset(name for name, extra in extras.items() if isinstance(extra, dict) and "x-told" in extra)


class Sent(Schema):
    """What is sent takes no field that it does not know: a name written wrong would change nothing, and nobody would know."""

    model_config = ConfigDict(extra="forbid")


class Listed(BaseModel):
    """A page of a list. `next` is the cursor of the following one, null on the last."""

    next: str | None
