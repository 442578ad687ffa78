"""A kind's settings as fields of a form, by their names: those inside others are joined by two underscores."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import Ge, Le
from django import forms
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from harimi.service.meters.states import NAME
from harimi.service.pages.texts import TEXTS, text

INSIDE = "__"


def fields_of(settings: type[BaseModel], before: str = "") -> Iterator[tuple[str, forms.Field]]:
    """All of them, in order."""
    for name, info in settings.model_fields.items():
        kind = _kept(info.annotation)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from fields_of(kind, f"{before}{name}{INSIDE}")
        else:
            yield before + name, _field(kind, info)


def told(names: list[str], data: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, as the settings take it: what was left empty is not told."""
    found: dict[str, Any] = {}
    for name in names:
        *path, last = name.split(INSIDE)
        if data.get(name) in (None, ""):
            continue
        place = found
        for one in path:
            place = place.setdefault(one, {})
        place[last] = data[name]
    return found


def flat(settings: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Settings that are kept, by the names of the fields."""
    found: dict[str, Any] = {}
    for name, value in settings.items():
        found |= flat(value, f"{before}{name}{INSIDE}") if isinstance(value, dict) else {before + name: value}
    return found


def labels(kind: str, name: str) -> tuple[str, str]:
    """What a field is called, and a hint; a kind may have its own words."""
    last = name.rpartition(INSIDE)[2]
    return _own(kind, last), _own(kind, f"{last}_hint")


def legend(kind: str, group: str) -> str:
    """What is above the fields that stand inside the same settings."""
    return text("app.and").join(_own(kind, f"in.{one}") for one in group.split(INSIDE) if one)


def _own(kind: str, name: str) -> str:
    found = next((one for one in (f"rule.{kind}.{name}", f"rule.field.{name}") if one in TEXTS), "")
    return text(found) if found else ""


def _kept(annotation: Any) -> Any:
    """The type itself, of one that may be None, or of which more is said."""
    options = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    one = next(one for one in options if one is not NoneType)
    return get_args(one)[0] if get_origin(one) is Annotated else one


def _field(kind: Any, info: FieldInfo) -> forms.Field:
    first = None if info.is_required() else info.get_default()
    if kind is bool:
        return forms.BooleanField(required=False, initial=first)
    if get_origin(kind) is tuple:
        return forms.TypedMultipleChoiceField(coerce=int, widget=forms.CheckboxSelectMultiple(), initial=first)
    if kind is int:
        return forms.IntegerField(required=first is not None, initial=first, **_borders(info))
    if kind is Decimal:
        shown = None if first is None else f"{first:f}"
        return forms.DecimalField(required=False, initial=shown, max_digits=18, decimal_places=6, **_borders(info))
    if issubclass(kind, StrEnum):
        options = [(one.value, text(f"rule.{kind.__name__.lower()}.{one.value}")) for one in kind]
        return forms.ChoiceField(choices=options, initial=first)
    return forms.ChoiceField() if info.is_required() else forms.CharField(max_length=NAME, required=False)


def _borders(info: FieldInfo) -> dict[str, Any]:
    """The least and the most that may be told."""
    least = next((one.ge for one in info.metadata if isinstance(one, Ge)), None)
    most = next((one.le for one in info.metadata if isinstance(one, Le)), None)
    return {"min_value": least, "max_value": most}
