"""End of provision to third parties (clause 8-1(3)): the gate closes for one recipient and this person; others stay."""

from uuid import UUID

from django.db import transaction

from harimi.service.accounts.models import User
from harimi.service.privacy.models import Recipient
from harimi.service.requests.doing.allowed import executing
from harimi.service.requests.errors import RequestError
from harimi.service.requests.models import Request
from harimi.service.third_parties.models import StoppedProvision
from harimi.service.third_parties.stops import StopError, stop_provision


@transaction.atomic
def stop(request: Request, subject: UUID, recipient: str, *, by: User) -> StoppedProvision:
    """Nothing of them goes there from now on; that the recipient is asked to delete becomes a task. Raises `RequestError`."""
    row = executing(request, Request.Kind.PROVISION_STOP, subject)
    to = Recipient.objects.filter(pk=recipient).first()
    if to is None:
        raise RequestError("recipient")
    try:
        return stop_provision(subject, to, actor=by.subject_id, case=row.number)
    except StopError as error:
        raise RequestError("recipient") from error
