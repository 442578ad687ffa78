"""Charges: written once for what is due, or by hand for what no contract says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from harimi.service.accounts.models import Organization, User
from harimi.service.billing.due.lines import Due
from harimi.service.billing.models import Charge
from harimi.service.billing.money import RATES, STANDARD
from harimi.service.billing.months import first_of
from harimi.service.contracts.models import Contract
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today

MOST = 99_999_999
"""Yen of a charge by hand; more is a slip."""


class ChargeError(ValueError):
    """A charge that cannot be; `code` is a text `billing.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class ByHand:
    """What is charged, or taken off where `yen` is negative, in words of both languages. `source` is what it is for."""

    kind: Charge.Kind
    yen: int
    label_ja: str
    label_en: str
    source: str
    with_tax: bool = True
    rate: int = STANDARD
    reason: str = ""


def open_charges(organization: Organization) -> QuerySet[Charge]:
    """Those that the next invoice takes."""
    return Charge.objects.filter(organization=organization, invoice=None)


@transaction.atomic
def charge(contract: Contract, told: ByHand, *, actor: User | None, day: date | None = None) -> Charge:
    """For the next invoice; charged once for its `source`, however often it is called. Raises `ChargeError`."""
    if told.rate not in RATES:
        raise ChargeError("rate")
    if not 0 < abs(told.yen) <= MOST:
        raise ChargeError("yen")
    on = day or today()
    values = {"kind": told.kind, "month": first_of(on), "first": on, "last": on, "unit_yen": told.yen, "yen": told.yen}
    values |= {"rate": told.rate, "with_tax": told.with_tax, "label_ja": told.label_ja, "label_en": told.label_en}
    values |= {"about": {"why": told.reason} if told.reason else {}, "made_by": actor}
    made, new = Charge.objects.get_or_create(organization=contract.organization, source=told.source, defaults=values)
    if new:
        by = actor.subject_id if actor else None
        record("charged", actor=by, subject=contract.subject_id, clause="2-2(1)", purpose="fees", case=str(made.pk))
    return made


@transaction.atomic
def take_off(open_charge: Charge, *, actor: User) -> None:
    """An open charge by hand is no more. Raises `ChargeError` where an invoice has it by now."""
    if not Charge.objects.filter(pk=open_charge.pk, invoice=None).delete()[0]:
        raise ChargeError("billed")
    about = open_charge.subject_id
    record("charge_dropped", actor=actor.subject_id, subject=about, clause="2-2(1)", purpose="fees", case=str(open_charge.pk))


def write_all(organization: Organization, lines: Iterable[Due]) -> list[Charge]:
    """Charges of what is due; call it under the contract's lock."""
    counted = _counted(organization)
    return Charge.objects.bulk_create([_charge(organization, line, counted) for line in lines])


def _charge(organization: Organization, line: Due, counted: dict[tuple[date, str], int]) -> Charge:
    """Its source counts the charges of a month and a kind: two who write the same one meet in it."""
    key = line.month, str(line.kind)
    counted[key] = counted.get(key, 0) + 1
    return Charge(organization=organization, source=f"{line.month:%Y-%m}:{line.kind}:{counted[key]}", **fields_of(line))


def fields_of(line: Due) -> Mapping[str, object]:
    """As a charge keeps them."""
    names = ("kind", "month", "first", "last", "quantity", "unit_yen", "yen", "with_tax", "rate", "label_ja", "label_en",
             "corrects")  # fmt: skip
    return {name: getattr(line, name) for name in names} | {"about": dict(line.about)}


def _counted(organization: Organization) -> dict[tuple[date, str], int]:
    """The highest count in use, of each month and kind."""
    found: dict[tuple[date, str], int] = {}
    for month, kind, source in Charge.objects.filter(organization=organization).values_list("month", "kind", "source"):
        *_, count = source.split(":")
        if source.startswith(f"{month:%Y-%m}:{kind}:") and count.isdigit():
            found[month, kind] = max(found.get((month, kind), 0), int(count))
    return found
