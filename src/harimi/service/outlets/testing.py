"""The button that tests an outlet: whether its other side is there and lets us in, and what came of it.

Nothing goes there that anybody could take for a reading, and what waits for the outlet waits on.
"""

from datetime import timedelta

from django.utils import timezone

from harimi.service.accounts.activity import note
from harimi.service.accounts.models import Activity, User
from harimi.service.egress.permit import NotPermittedError
from harimi.service.outlets.kinds.kind import Parcel
from harimi.service.outlets.kinds.registry import KINDS, settings_of
from harimi.service.outlets.models import Outlet
from harimi.service.outlets.sending import DOWN, code_of
from harimi.service.outlets.services import OutletError, try_now
from harimi.service.privacy.gate import RefusedError
from harimi.service.third_parties.departure import Departure

BETWEEN = timedelta(seconds=10)
ITEMS = ("contract_data",)
"""What leaves: the address itself, and the secret by which the other side knows us."""
TESTED = "outlet.tested"


class FailedError(Exception):
    """The other side is away or does not let us in; `code` is a text `outlet.fault.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def testable(row: Outlet) -> bool:
    """Whether anything is dialled there at all."""
    return bool(KINDS[row.kind].address(settings_of(row)))


def send_test(row: Outlet, *, actor: User) -> None:
    """Where it works, what waits for an outlet that failed goes at once; else raises a `FailedError`.

    Call it outside a transaction. Raises an `OutletError` where nothing is dialled, or somebody pressed it a moment ago: nobody
    is flooded by it.
    """
    if not testable(row):
        raise OutletError("tests_not")
    since = timezone.now() - BETWEEN
    if Activity.objects.filter(organization=row.organization, action=TESTED, about=str(row.pk), at__gt=since).exists():
        raise OutletError("too_soon")
    note(row.organization, TESTED, actor=actor, about=row.pk)
    _try(row)
    if row.failing_since is not None:
        try_now(row)


def _try(row: Outlet) -> None:
    leaving = Departure(row.instruction, ITEMS, "provision", row.organization.subject_id, case=str(row.pk))
    try:
        KINDS[row.kind].test(Parcel(row, settings_of(row), (), leaving, lambda _: None))
    except (NotPermittedError, RefusedError):
        raise FailedError("not_permitted") from None
    except DOWN as error:
        raise FailedError(code_of(error)) from None
