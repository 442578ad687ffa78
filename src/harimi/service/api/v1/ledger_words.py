"""How ledgers are told and answered."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, RootModel, SecretStr

from harimi.service.api.v1.instructing import Country, Language, LedgerInstruction, Recipient
from harimi.service.api.v1.of_kinds import OfKinds
from harimi.service.api.v1.words import LARGEST_ID, Listed, Name, Sent, one_of
from harimi.service.egress.sftp import fingerprint
from harimi.service.meters.models import Site
from harimi.service.outlets.ledgers.settings import SftpSettings
from harimi.service.outlets.ledgers.showing import Standing
from harimi.service.outlets.ledgers.wanted import LAST_DAY, Wanted, Way
from harimi.service.outlets.models import Ledger as LedgerRow
from harimi.service.outlets.models import LedgerMonth
from harimi.service.outlets.services import LONGEST_NAME


class LedgerAsked(Sent):
    """A month as a file, sent on its `day` after the month is over, at six in the morning by Tokyo's clocks.

    `instruct` is your instruction, in the words of openapi.json.
    """

    way: Any
    name: Annotated[Name, Field(max_length=LONGEST_NAME)]
    form: Annotated[LedgerRow.Form, one_of(LedgerRow.Form)]
    language: Language
    day: int = Field(3, ge=1, le=LAST_DAY)
    site_id: UUID | None = None
    instruct: LedgerInstruction

    def wanted(self, site: Site | None, **rest: Any) -> Wanted:
        """As services have it."""
        return Wanted(self.name, self.way, self.form, self.language, self.day, site, **rest)


class MailLedger(LedgerAsked):
    """To a member by mail, who may see people. Otherwise as by SFTP."""

    way: Literal["mail"]
    member_id: int = Field(ge=1, le=LARGEST_ID)


class Folder(Sent):
    """`url` is sftp://host:22; `folder` where files are laid, the user's own where it is empty.

    A `password` that is left out of a change stays, where the server does: told anew, the server is asked for its key anew.
    """

    url: str = Field(min_length=1, max_length=500, examples=["sftp://files.example.com"])
    user: str = Field(min_length=1, max_length=200)
    password: SecretStr = Field(SecretStr(""), max_length=500)
    folder: str = Field("", max_length=300)

    def told(self) -> dict[str, str]:
        """Opened."""
        return dict(self) | {"password": self.password.get_secret_value()}


class SftpLedger(LedgerAsked):
    """Into a folder by SFTP, which `recipient` runs in `country`. Otherwise as by mail."""

    way: Literal["sftp"]
    settings: Folder
    recipient: Recipient
    country: Country


class LedgerOfWay(RootModel[MailLedger | SftpLedger]):
    """A ledger, with what its way needs."""

    root: Annotated[MailLedger | SftpLedger, OfKinds((MailLedger, SftpLedger), by="way")]


class Ledger(BaseModel):
    """A ledger: by mail to `member_id`, null where they left, or by SFTP to `url`.

    `fingerprint` is of the server's key: another one is not spoken to. `fault` is of the latest month that has one, `next_at`
    the next sending, null where it is off.
    """

    id: UUID
    way: Annotated[LedgerRow.Way, one_of(LedgerRow.Way)]
    name: str
    form: Annotated[LedgerRow.Form, one_of(LedgerRow.Form)]
    language: str
    day: int
    site_id: UUID | None
    member_id: int | None
    url: str
    user: str
    folder: str
    fingerprint: str
    recipient: str
    country: str
    on: bool
    fault: str
    next_at: datetime | None
    made_at: datetime


class Ledgers(BaseModel):
    """All of them."""

    data: list[Ledger]


class Month(BaseModel):
    """A month of a ledger, by its first day. It goes next at `due_at`; `version` counts how often its figures were others."""

    month: date
    version: int
    sent_at: datetime | None
    due_at: datetime | None
    fault: str


class Months(Listed):
    """A page of months, the latest first."""

    data: list[Month]


def told_ledger(standing: Standing, members: Mapping[UUID, int]) -> Ledger:
    """A ledger as it is answered. Have its instruction at hand, and the members."""
    row = standing.ledger
    names = ("id", "way", "name", "form", "language", "day", "site_id", "on", "made_at")
    told: dict[str, Any] = {name: getattr(row, name) for name in names} | {"fault": standing.fault, "next_at": standing.next_at}
    told |= {name: getattr(row.instruction, name, "") for name in ("recipient", "country")} | _server(row)
    return Ledger(member_id=members.get(row.reader_id) if row.reader_id else None, **told)


def told_month(row: LedgerMonth) -> Month:
    """A month as it is answered."""
    return Month(**{name: getattr(row, name) for name in Month.model_fields})


def _server(row: LedgerRow) -> dict[str, str]:
    if row.way != Way.SFTP:
        return dict.fromkeys(("url", "user", "folder", "fingerprint"), "")
    kept = SftpSettings.model_validate_json(row.settings)
    return {"url": kept.url, "user": kept.user, "folder": kept.folder, "fingerprint": fingerprint(kept.host_key)}
