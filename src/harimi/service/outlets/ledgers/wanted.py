"""A ledger as somebody fills it in, or anew, and whether it can be so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from harimi.service.accounts.access import Action, members_who
from harimi.service.accounts.models import Organization, User
from harimi.service.egress import sftp
from harimi.service.egress.refilling import moved
from harimi.service.egress.web.destination import AddressError
from harimi.service.egress.web.sending import UnreachedError
from harimi.service.meters.models import Site
from harimi.service.outlets.ledgers.sending import ITEMS
from harimi.service.outlets.ledgers.settings import SftpSettings
from harimi.service.outlets.models import Ledger
from harimi.service.outlets.services import LONGEST_NAME, OutletError
from harimi.service.privacy.choices import Asked
from harimi.service.third_parties.instructions import Channel, InstructionError, instruct
from harimi.service.third_parties.models import Instruction

Way, Form = Ledger.Way, Ledger.Form
LAST_DAY = 28
"""Every month has it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A ledger as somebody fills it in: to a member by mail, or into a folder with `settings` that `recipient` runs."""

    name: str
    way: str
    form: str
    language: str
    day: int
    site: Site | None = None
    reader: User | None = None
    settings: Mapping[str, Any] | None = None
    recipient: str = ""
    country: str = ""

    def columns(self) -> dict[str, Any]:
        """What a row keeps of it, but for the server's settings."""
        told = {"site": self.site, "name": self.name.strip(), "form": self.form, "language": self.language, "day": self.day}
        return told | {"reader": self.reader if self.way == Way.MAIL else None}


def check(organization: Organization, wanted: Wanted) -> None:
    """Raises an `OutletError` for what cannot be, but for the server."""
    if not 0 < len(wanted.name.strip()) <= LONGEST_NAME:
        raise OutletError("name", "name")
    if wanted.site is not None and wanted.site.organization_id != organization.pk:
        raise OutletError("site", "site")
    if wanted.way not in Way or wanted.form not in Form or not 1 <= wanted.day <= LAST_DAY:
        raise OutletError("setting")
    if wanted.way == Way.MAIL:
        readers = members_who(organization, Action.SEE_PEOPLE)
        if wanted.reader is None or not readers.filter(pk=wanted.reader.pk).exists():
            raise OutletError("reader", "reader")


def server(wanted: Wanted, kept: SftpSettings | None = None) -> SftpSettings:
    """The server's settings, with its key of now, which it must have each time.

    A password that is left out stays, and with it the key of then: it never goes to another server, nor to one that took the
    place of the one that it was told for. Raises an `OutletError`.
    """
    told = dict(wanted.settings or {})
    if kept is not None and not told.get("password"):
        if moved(told, kept.model_dump(), ("url",)):
            raise OutletError("secret_anew", "password")
        return _read({**told, "password": kept.password, "host_key": kept.host_key})
    return _asked_for_its_key(_read({**told, "host_key": ""}))


def instruction(organization: Organization, wanted: Wanted, settings: SftpSettings, asked: Asked) -> Instruction:
    """Writes down that somebody wants it sent there. Raises an `OutletError`."""
    host = urlsplit(settings.url).hostname or ""
    try:
        told = Channel(Way.SFTP, host, wanted.recipient, wanted.country, ITEMS)
        return instruct(told, asked, subject=organization.subject_id)
    except InstructionError as error:
        raise OutletError(error.code, "recipient" if error.code == "recipient" else "country") from None


def _read(told: Mapping[str, Any]) -> SftpSettings:
    try:
        return SftpSettings.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        raise OutletError("setting", str(first["loc"][0]) if first["loc"] else "") from None


def _asked_for_its_key(told: SftpSettings) -> SftpSettings:
    try:
        return told.model_copy(update={"host_key": sftp.key_of(told.url)})
    except AddressError as error:
        raise OutletError(f"address_{error.code}", "url") from None
    except UnreachedError:
        raise OutletError("unreached", "url") from None
