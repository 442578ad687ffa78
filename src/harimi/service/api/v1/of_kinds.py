"""What differs by its `kind`: one model for each, so that the document says what settings which kind takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, GetCoreSchemaHandler, create_model
from pydantic_core import CoreSchema


@dataclass(frozen=True)
class OfKinds:
    """Beside a type: what is sent is one of these, by its kind."""

    choices: tuple[type[BaseModel], ...]
    by: str = "kind"

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler.generate_schema(Annotated[reduce(or_, self.choices), Field(discriminator=self.by)])


def of_kinds(base: type[BaseModel], what: str, settings: Mapping[str, type[BaseModel]]) -> OfKinds:
    """The base once for each kind, with that one's settings, named `Limit` and `what` for the kind `limit`."""
    return OfKinds(tuple(_of_kind(base, f"{_name(kind)}{what}", kind, one) for kind, one in settings.items()))


def _of_kind(base: type[BaseModel], name: str, kind: str, settings: type[BaseModel]) -> type[BaseModel]:
    named = create_model(f"{name}Settings", __base__=settings, __doc__=settings.__doc__)
    fields: dict[str, Any] = {"kind": (Literal[kind], ...), "settings": (named, ...)}
    return create_model(name, __base__=base, __doc__=base.__doc__, **fields)


def _name(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.split("_"))
