"""What texts, moments and numbers may be, wherever they are sent."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Path, Schema
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from harimi.service.privacy.cards import tidy

LARGEST_ID = 2**63 - 1


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


Name = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(_named)]
Short = Annotated[str, StringConstraints(max_length=80), AfterValidator(tidy)]
Unit = Annotated[str, StringConstraints(max_length=20), AfterValidator(tidy)]
Reason = Annotated[str, StringConstraints(max_length=200), AfterValidator(tidy)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Amount = Annotated[Decimal, Field(max_digits=24, decimal_places=9, examples=["1234.56"])]
Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
"""The number of a row, in an address."""


class Sent(Schema):
    """What is sent takes no field that it does not know: a name written wrong would change nothing, and nobody would know."""

    model_config = ConfigDict(extra="forbid")


class Listed(BaseModel):
    """A page of a list. `next` is the cursor of the following one, null on the last."""

    next: str | None
