"""A step that staff take about money: what they typed is checked, and they are told what came of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages

from harimi.service.office.access import StaffRequest
from harimi.service.office.forms_payments import YenForm
from harimi.service.office.receipts import PURPOSE
from harimi.service.pages.texts import text
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.privacy.gate import using


def take(request: StaffRequest, do: Callable[[Mapping[str, Any]], object], done: str) -> None:
    """Has it done with what was typed; `done` is the text for where it was."""
    form = YenForm(request.POST)
    try:
        if not form.is_valid():
            raise PaymentError("form")
        with using(PURPOSE):
            do(form.cleaned_data)
    except PaymentError as error:
        messages.error(request, text(f"payment.error.{error.code}"))
    else:
        messages.success(request, text(done))
