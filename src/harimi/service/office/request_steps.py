"""The steps that staff take in a request, by the name of the button: each calls what `harimi.service.requests` does."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from harimi.service.contracts.changing import HOLDER
from harimi.service.contracts.models import Contract
from harimi.service.pages.forms import typed_value
from harimi.service.privacy.choices import PremiseError
from harimi.service.privacy.models import Subject
from harimi.service.readings.models import Attempt
from harimi.service.readings.settled import ImpossibleError
from harimi.service.requests import answers, deciding, fees, finding, identity
from harimi.service.requests.deciding import Decision
from harimi.service.requests.doing import correction, provision_stop, stop
from harimi.service.requests.errors import RequestError
from harimi.service.requests.links import link_to
from harimi.service.requests.models import Check, Request

_POSTAL_CODE = re.compile(r"[0-9]{3}-[0-9]{4}")
Told = dict[str, Any]
Step = Callable[[Any, Request, Told], object]
WITH_PASSWORD = ("erase",)


def _code(request: Any, row: Request, _: Told) -> object:
    return identity.ask_code(row, Check.Method.MAIL_CODE, by=request.user) and None


def _code_by_post(request: Any, row: Request, _: Told) -> HttpResponse:
    """The letter to print: the code is told here and nowhere else."""
    code = identity.ask_code(row, Check.Method.POST, by=request.user)
    return render(
        request, "office/request_code.html", {"row": row, "code": f"{code[:5]}-{code[5:]}", "days": 30, "link": link_to(row)}
    )


def _typed_code(request: Any, row: Request, told: Told) -> object:  # noqa: ARG001  # steps are called alike
    """They told it by telephone or sent it back."""
    if not identity.enter(row, told["typed"]):
        raise RequestError("code")
    return None


def _judge(request: Any, row: Request, told: Told) -> object:
    check = row.checks.select_related("request").filter(pk=told["check"]).first()
    if check is None:
        raise Http404
    return identity.judge(check, confirmed=told["confirmed"] == "yes", by=request.user)


def _authority(request: Any, row: Request, told: Told) -> object:
    return identity.judge_authority(row, told["words"], confirmed=told["confirmed"] == "yes", by=request.user)


def _execute(request: Any, row: Request, told: Told) -> object:
    withheld = request.POST.getlist("withheld")
    return deciding.execute(row, by=request.user, words=told["words"], withheld=withheld)


def _decide(request: Any, row: Request, told: Told) -> object:
    decision = Decision(told["outcome"], told["ground"], told["words"])
    return deciding.decide(row, decision, by=request.user)


def _correct_holder(request: Any, row: Request, told: Told) -> object:
    contract = Contract.objects.select_related("organization").filter(organization__subject=told["subject"]).first()
    if contract is None:
        raise Http404
    typed = {name: request.POST.get(name, "").strip()[:200] for name in HOLDER}
    if not (typed["name"] and typed["address"] and _POSTAL_CODE.fullmatch(typed["postal_code"])):
        raise RequestError("holder")
    return correction.holder(row, contract, typed, by=request.user)


def _correct_reading(request: Any, row: Request, told: Told) -> object:
    attempt = get_object_or_404(Attempt.objects.select_related("register__meter__site__organization"), pk=told["check"] or 0)
    try:
        return correction.reading(row, attempt, typed_value(told["value"]), by=request.user)
    except (ImpossibleError, ArithmeticError) as error:
        raise RequestError("value") from error


def _stop(request: Any, row: Request, told: Told) -> object:
    if bool(told["item"]) == bool(told["purpose"]):
        raise RequestError("one")
    try:
        return stop.use(row, _subject(told).pk, by=request.user, item=told["item"], purpose=told["purpose"])
    except PremiseError as error:
        raise RequestError("premise") from error
    except KeyError as error:
        raise Http404 from error


def _subject(told: Told) -> Subject:
    found = Subject.objects.filter(pk=told["subject"]).first()
    if found is None:
        raise Http404
    return found


STEPS: Mapping[str, Step] = {
    "code": _code,
    "code_by_post": _code_by_post,
    "ask_document": lambda request, row, _: identity.ask_document(row, by=request.user) and None,
    "seen": lambda request, row, _: identity.seen(row, by=request.user),
    "judge": _judge,
    "authority": _authority,
    "not_identified": lambda request, row, told: deciding.not_identified(row, told["words"], by=request.user),
    "find": lambda request, row, told: finding.add(row, told["typed"], by=request.user),
    "find_copy": lambda request, row, told: finding.add_copy(row, told["typed"], by=request.user),
    "lose": lambda request, row, told: finding.remove(row, _subject(told).pk, by=request.user),
    "typed_code": _typed_code,
    "agreed": lambda request, row, told: fees.agree(row, by=request.user, words=told["words"]),
    "waive": lambda request, row, told: fees.waive(row, told["words"], by=request.user),
    "execute": _execute,
    "again": lambda _, row, __: answers.again(row, timezone.now()),
    "correct_holder": _correct_holder,
    "correct_reading": _correct_reading,
    "stop": _stop,
    "stop_provision": lambda request, row, told: provision_stop.stop(
        row, _subject(told).pk, told["recipient"], by=request.user
    ),
    "erase": lambda request, row, told: stop.erase(row, _subject(told), by=request.user),
    "decide": _decide,
    "withdraw": lambda request, row, told: deciding.withdraw(row, by=request.user, words=told["words"]),
    "posted": lambda request, row, _: deciding.posted(row, by=request.user),
    "close": lambda request, row, _: deciding.close(row, by=request.user),
}
