"""All of an export: its tables, then the pages that lead to them and say what is not in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string

from harimi.service.accounts.models import Organization, User
from harimi.service.pages.exports.archive import Archive, Written
from harimi.service.pages.exports.known import Known
from harimi.service.pages.exports.labels import left_out_reason, table_label
from harimi.service.pages.exports.sheets import Sheet, Step, Writer
from harimi.service.pages.texts import spoken
from harimi.service.privacy.held import held
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Subject
from harimi.service.privacy.publication import in_force
from harimi.service.rights.exported import Exported
from harimi.service.rights.people import People


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A table that is not exported, and why."""

    label: str
    why: str


def write_export(found: Exported, to: Written, step: Step, at: datetime) -> list[Sheet]:
    """Writes the ZIP; what each table came to. The language is that of the thread."""
    local = at.astimezone(ZoneInfo(current().deadlines.time_zone))
    with Archive(to, local) as archive:
        writer = Writer(archive, Known(found.subject, found.withheld), People(found.subject, found.withheld), step)
        sheets = [writer.write(table) for table in found.tables]
        told = _told(found, sheets, local)
        archive.page("index.html", render_to_string("pages/exports/index.html", told))
        archive.page("README.txt", _lines(render_to_string("pages/exports/readme.txt", told)))
    return sheets


def _told(found: Exported, sheets: Sequence[Sheet], at: datetime) -> dict[str, object]:
    return {
        "language": spoken(),
        "who": called(found.subject, found.withheld),
        "person": found.subject.kind == Subject.Kind.PERSON,
        "at": at,
        "exact": at.isoformat(timespec="seconds"),
        "zone": current().deadlines.time_zone,
        "policy": in_force().number,
        "sheets": [one for one in sheets if one.rows],
        "empty": [one for one in sheets if not one.rows],
        "photographs": sum(one.photographs for one in sheets),
        "missing": sum(one.missing for one in sheets),
        "withheld": [
            one.ja if spoken() == "ja" else one.en for one in map(current().items.__getitem__, sorted(found.withheld))
        ],
        "left_out": [LeftOut(table_label(table), left_out_reason(table)) for table in found.left_out],
        "secrets": sorted({table_label(one.name) for one in found.tables if _has_secrets(one.name)}),
    }


def called(subject: Subject, withheld: frozenset[str] = frozenset()) -> str:
    """Whom the export is about: the person's mail address, or the organization's name; nothing where that is withheld."""
    if subject.kind == Subject.Kind.PERSON:
        if "mail" in withheld:
            return ""
        return User.objects.filter(subject=subject).values_list("email", flat=True).first() or ""
    organization = Organization.objects.filter(subject=subject).first()
    return "" if organization is None else Known(subject, withheld).name(Organization, organization.pk)


def _has_secrets(table: str) -> bool:
    return any(one.flag == "secret" for one in held().tables[table].columns.values())


def _lines(told: str) -> str:
    """As every editor shows them, Windows' own among them."""
    return "\ufeff" + told.strip().replace("\n", "\r\n") + "\r\n"
