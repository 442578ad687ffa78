"""How channels are told and answered. Secrets go in, and none comes out but a key that was just made here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, RootModel, SecretStr, create_model
from pydantic.fields import FieldInfo

from harimi.service.accounts.access import Action
from harimi.service.accounts.models import Membership
from harimi.service.alerts.channels.kinds import ALWAYS, items_of, shown
from harimi.service.alerts.channels.refilling import asked_of, is_secret
from harimi.service.alerts.channels.services import LONGEST_NAME, Wanted
from harimi.service.alerts.models import Channel as ChannelRow
from harimi.service.api.v1.caller import Caller
from harimi.service.api.v1.instructing import ChannelInstruction, Country, Language, Recipient
from harimi.service.api.v1.of_kinds import OfKinds, of_kinds
from harimi.service.api.v1.words import LARGEST_ID, Name, SecretIfAny, Sent
from harimi.service.egress.channels.kinds import KINDS

LONGEST_SECRET = 2000
More = Literal["contract_data", "place"]


class OutsideChannel(Sent):
    """A place outside where people are told. `recipient` and `country` say who runs it, and where.

    `items` is what may be said there beside readings and photographs: `contract_data`, the names of meters and cameras, and
    `place`, those of sites. One that hears of `everything` hears of each rule that names nobody. `settings` that are left out
    of a change stay, but for secrets where it then leads to another server: those are told once more. `instruct` is your
    instruction, in the words of openapi.json.
    """

    kind: Any
    settings: Any
    name: Annotated[Name, Field(max_length=LONGEST_NAME)]
    recipient: Recipient
    country: Country
    language: Language
    items: list[More] = Field(["contract_data", "place"], max_length=2)
    everything: bool = True
    new_key: bool = Field(
        False, description="A webhook signs with a new key from now on, and meanwhile with the older one too."
    )
    instruct: ChannelInstruction

    def told(self) -> dict[str, Any]:
        """Its settings, opened."""
        found = self.settings.model_dump(exclude_unset=True)
        return {name: one.get_secret_value() if isinstance(one, SecretStr) else one for name, one in found.items()}

    def wanted(self, settings: Mapping[str, Any]) -> Wanted:
        """As services have it."""
        rest = (self.recipient, self.country, self.language, (ALWAYS, *self.items), self.everything)
        return Wanted(self.kind, self.name, settings, *rest)


class MailChannel(Sent):
    """Mail to a member, who has one such channel."""

    kind: Literal["mail"]
    member_id: int = Field(ge=1, le=LARGEST_ID)
    everything: bool = True


def _settings(kind: str) -> type[BaseModel]:
    """What is filled in for a kind; all may be left out, where it stays."""
    fields: dict[str, Any] = {name: _field(info) for name, info in asked_of(kind).items()}
    return create_model(f"{kind}Settings", __base__=Sent, __doc__=KINDS[kind].settings.__doc__, **fields)


def _field(info: FieldInfo) -> tuple[Any, Any]:
    if is_secret(info):
        return SecretStr, Field(SecretStr(""), max_length=LONGEST_SECRET)
    return str, Field("" if info.is_required() else info.default, max_length=500)


OUTSIDE = of_kinds(OutsideChannel, "Channel", {name: _settings(name) for name in KINDS})


class ChannelOfKind(RootModel[OutsideChannel | MailChannel]):
    """A channel, with the settings of its kind."""

    root: Annotated[OutsideChannel | MailChannel, OfKinds((*OUTSIDE.choices, MailChannel))]


class OutsideChannelOfKind(RootModel[OutsideChannel]):
    """A channel outside, with the settings of its kind."""

    root: Annotated[OutsideChannel, OUTSIDE]


class Channel(BaseModel):
    """A way by which people are told. `state` is `works`, `failing` since when, or `broken`; `code` is why.

    `settings` are those that are no secret. `key` is what a webhook's messages are signed with, told this once where it was
    just made, else null.
    """

    id: UUID
    kind: str
    name: str
    member_id: int | None
    language: str
    everything: bool
    host: str
    recipient: str
    country: str
    items: list[str]
    settings: dict[str, str]
    state: Literal["works", "failing", "broken"]
    code: str
    failing_since: datetime | None
    tested_at: datetime | None
    made_at: datetime
    key: SecretIfAny


class Channels(BaseModel):
    """All of them."""

    data: list[Channel]


def members_of(who: Caller) -> dict[UUID, int]:
    """The members by who they are, for those who may see that."""
    rows = Membership.objects.filter(organization=who.organization)
    return dict(rows.values_list("user", "pk")) if who.may(Action.SEE_PEOPLE) else {}


def told_channel(row: ChannelRow, members: Mapping[UUID, int], key: str | None = None) -> Channel:
    """A channel as it is answered. Have its instruction at hand, and the members that may be seen."""
    names = ("kind", "name", "language", "everything", "code", "failing_since", "tested_at", "made_at")
    broken = row.state == ChannelRow.State.BROKEN
    told: dict[str, Any] = {name: getattr(row, name) for name in names}
    told |= {name: getattr(row.instruction, name, "") for name in ("host", "recipient", "country")}
    told |= {"state": "broken" if broken else "failing" if row.failing_since else "works", "key": key}
    told |= {
        "items": sorted(items_of(row)),
        "settings": shown(row),
        "member_id": members.get(row.user_id) if row.user_id else None,
    }
    return Channel(id=row.pk, **told)
