"""What is done about outlets, as the list of activities tells it."""

from collections.abc import Collection, Mapping
from uuid import UUID

from harimi.service.accounts.activity import declare
from harimi.service.outlets.models import Ledger, Outlet

_LEDGERS = ("made", "changed", "removed", "switched_on", "switched_off")
_SENT = ("replayed", "filled", "filling_stopped", "sent_again", "tested")
_DONE = ("made", "changed", "removed", "switched_on", "switched_off", "secret_renewed", *_SENT)


def _outlets(ids: Collection[str]) -> Mapping[str, str]:
    found = Outlet.objects.filter(pk__in=map(UUID, ids)).select_related("organization")
    return {str(one.pk): one.name for one in found}


def _ledgers(ids: Collection[str]) -> Mapping[str, str]:
    found = Ledger.objects.filter(pk__in=map(UUID, ids)).select_related("organization")
    return {str(one.pk): one.name for one in found}


def declare_all() -> None:
    """Called once Django has started."""
    declare("outlet", *_DONE, names=_outlets)
    declare("ledger", *_LEDGERS, names=_ledgers)
