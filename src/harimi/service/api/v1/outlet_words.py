"""How outlets are told and answered. Secrets go in, and none comes out but a key that was just made here."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, RootModel, SecretStr, create_model
from pydantic.fields import FieldInfo

from harimi.service.api.v1.instructing import Country, OutletInstruction, Recipient
from harimi.service.api.v1.of_kinds import of_kinds
from harimi.service.api.v1.words import Name, SecretIfAny, Sent
from harimi.service.meters.models import Site
from harimi.service.outlets.kinds.registry import KINDS
from harimi.service.outlets.news import TYPES as NEWS
from harimi.service.outlets.refilling import ADDRESS, SECRET, asked_of, kept_of
from harimi.service.outlets.services import LONGEST_NAME, Wanted
from harimi.service.outlets.telling import TYPES

LONGEST_ADDRESS, LONGEST_SECRET = 2000, 500


class OutletAsked(Sent):
    """A place outside to which readings go by themselves. `recipient` and `country` say who runs it, and where.

    It is of one site, or of all. With `settled` only values that a person or later photographs settled are told. Address and
    secrets that are left out of a change stay, but for secrets where it then leads to another server: those are told once
    more. `instruct` is your instruction, in the words of openapi.json.
    """

    kind: Any
    settings: Any
    name: Annotated[Name, Field(max_length=LONGEST_NAME)]
    recipient: Recipient
    country: Country
    site_id: UUID | None = None
    settled: bool = False
    instruct: OutletInstruction

    def told(self) -> dict[str, Any]:
        """Its settings, opened."""
        found = dict(self.settings)
        return {name: one.get_secret_value() if isinstance(one, SecretStr) else one for name, one in found.items()}

    def wanted(self, settings: dict[str, Any], site: Site | None) -> Wanted:
        """As services have it."""
        return Wanted(self.kind, self.name, settings, self.recipient, self.country, site, self.settled)


def _settings(kind: str) -> type[BaseModel]:
    """What is filled in for a kind."""
    fields: dict[str, Any] = {name: _field(name, info) for name, info in asked_of(kind).items()}
    return create_model(f"{kind}Settings", __base__=Sent, __doc__=KINDS[kind].Settings.__doc__, **fields)


def _field(name: str, info: FieldInfo) -> tuple[Any, Any]:
    if name in SECRET:
        return SecretStr, Field(SecretStr(""), max_length=LONGEST_SECRET)
    if name == ADDRESS:
        return str, Field("", max_length=LONGEST_ADDRESS, json_schema_extra={"writeOnly": True})
    if name == "types":
        every = (*TYPES, *NEWS)
        return list[Literal[every]], Field([], max_length=len(every))  # type: ignore[valid-type]  # as many as there are
    return info.annotation, info


class OutletOfKind(RootModel[OutletAsked]):
    """An outlet, with the settings of its kind."""

    root: Annotated[OutletAsked, of_kinds(OutletAsked, "Outlet", {name: _settings(name) for name in KINDS})]


class Outlet(BaseModel):
    """An outlet: `waits` events go there yet, `fault` is a code of why it takes nothing since `failing_since`.

    `settings` are those that are neither its address nor secret. `key` is what a webhook's events are signed with, told this
    once where it was just made, else null.
    """

    id: UUID
    kind: str
    name: str
    host: str
    site_id: UUID | None
    settled: bool
    on: bool
    waits: int
    set_aside: int
    fault: str
    failing_since: datetime | None
    sent_at: datetime | None
    recipient: str
    country: str
    settings: dict[str, Any]
    made_at: datetime
    key: SecretIfAny


class Outlets(BaseModel):
    """All of them."""

    data: list[Outlet]


class Switch(Sent):
    """Whether it is sent to."""

    on: bool


def told_outlet(row: Any, key: str | None = None) -> Outlet:
    """An outlet that was `counted`, as it is answered. Have its instruction at hand."""
    names = ("id", "kind", "name", "site_id", "settled", "on", "fault", "failing_since", "sent_at", "made_at")
    told: dict[str, Any] = {name: getattr(row, name) for name in names}
    told |= {name: getattr(row.instruction, name, "") for name in ("host", "recipient", "country")}
    shown = [name for name in asked_of(row.kind) if name not in (*SECRET, ADDRESS)]
    kept = kept_of(row)
    told["settings"] = {name: kept[name] for name in shown}
    return Outlet(waits=row.waits, set_aside=row.aside, key=key, **told)
