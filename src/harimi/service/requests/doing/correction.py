"""Correction, addition, deletion (clause 8-1(1)): of whoever answers for a contract, and of a reading; history stays."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from harimi.service.accounts.models import User
from harimi.service.contracts.changing import change_holder
from harimi.service.contracts.models import Contract
from harimi.service.readings.models import Attempt
from harimi.service.readings.settled import Word, settle_by_person
from harimi.service.requests.doing.allowed import executing
from harimi.service.requests.models import Request

KIND = Request.Kind.CORRECTION


@transaction.atomic
def holder(request: Request, contract: Contract, told: Mapping[str, str], *, by: User) -> bool:
    """Writes what differs of `contracts.changing.HOLDER`; whether anything did. The next invoice has it; what was issued stays
    as it was, and is taken back and issued anew where it must be right. Raises `RequestError`.
    """
    executing(request, KIND, contract.subject_id)
    return change_holder(contract, told, actor=by)


@transaction.atomic
def reading(request: Request, attempt: Attempt, value: Decimal | None, *, by: User) -> None:
    """What the picture shows after all: the old value stays as history, and the picture as evidence. Raises `RequestError` or
    `ImpossibleError`.
    """
    executing(request, KIND, attempt.register.meter.site.organization.subject_id)
    settle_by_person(attempt, Word(value, by, request.number))
