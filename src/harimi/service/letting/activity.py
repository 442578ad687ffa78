"""What landlords do, as the list of activities tells it."""

from collections.abc import Collection, Mapping
from uuid import UUID

from harimi.service.accounts.activity import declare
from harimi.service.letting.models import Statement, Tariff
from harimi.service.meters.models import Register


def _statements(ids: Collection[str]) -> Mapping[str, str]:
    return {str(pk): number for pk, number in Statement.objects.filter(pk__in=map(UUID, ids)).values_list("pk", "number")}


def _tariffs(ids: Collection[str]) -> Mapping[str, str]:
    return {str(pk): name for pk, name in Tariff.objects.filter(pk__in=map(UUID, ids)).values_list("pk", "name")}


def _registers(ids: Collection[str]) -> Mapping[str, str]:
    rows = Register.objects.filter(pk__in=map(UUID, ids)).values_list("pk", "meter__name")
    return {str(pk): name for pk, name in rows}


def _nothing(_: Collection[str]) -> Mapping[str, str]:
    return {}


def declare_all() -> None:
    """Called once Django has started."""
    declare("statement", "issued", "taken_back", "paid", "unpaid", "given_back", "counted", names=_statements)
    declare("tariff", "made", "version", names=_tariffs)
    declare("priced", "tariff", "sharing", names=_registers)
    declare("landlord", "changed", names=_nothing)
