"""A mail that demands something is an inquiry first: support hands it over, and its clock runs from the mail's arrival."""

from django.db import transaction

from harimi.service.accounts.models import User
from harimi.service.privacy.gate import using
from harimi.service.requests.audited import PURPOSE
from harimi.service.requests.errors import RequestError
from harimi.service.requests.models import Request
from harimi.service.requests.opening import Asker, Demand, by_stranger
from harimi.service.support import answering
from harimi.service.support.models import Case, Message

NOTED = {"ja": "開示等の請求 {number} として受け付けました。", "en": "Taken as request {number}."}


@transaction.atomic
def take_over(case: Case, kind: str, claim: str, *, by: User) -> Request:
    """Makes a request of an inquiry, which is closed with a note; who asked has to show who they are like anybody else.

    Raises `RequestError`, or a `CaseError` where it was closed meanwhile.
    """
    if kind not in Request.Kind.values:
        raise RequestError("kind")
    if case.state == Case.State.CLOSED:
        raise RequestError("state")
    with using(PURPOSE, subject=case.subject_id):
        asked = case.messages.filter(side=Message.Side.CUSTOMER).select_related("case").first()
        email = case.email or _address(case)
        who, wanted = Asker(case.name or email, email), asked.body if asked else ""
    demand = Demand(kind, wanted, claim=claim)
    made = by_stranger(who, demand, language=case.language, channel=Request.Channel.MAIL, now=case.arrived_at)
    answering.note(case, NOTED[case.language].format(number=made.number), actor=by)
    answering.close(case, actor=by)
    return made


def _address(case: Case) -> str:
    """A member's own."""
    found = User.objects.filter(subject=case.subject_id).values_list("email", flat=True).first()
    return found or ""
