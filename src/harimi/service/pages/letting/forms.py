"""What landlords type."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from harimi.service.accounts.models import Organization
from harimi.service.billing.money import RATES
from harimi.service.letting.models import Landlord, Sharing
from harimi.service.letting.models.tariffs import UNIT_OF_RATE
from harimi.service.letting.registration import registration_number
from harimi.service.letting.tariffs import Has
from harimi.service.meters.models import Register, Tenant
from harimi.service.meters.values import unit_shown
from harimi.service.pages.forms import NameField, date_field, labelled, typed_value
from harimi.service.pages.texts import text

MOST_YEN = 99_999_999
TIERS, WINDOWS = 5, 4
"""So many rows are offered."""
DAYS = ("all", "weekday", "weekend", "working", "off")


class TariffForm(forms.Form):
    """A tariff's name and unit."""

    name = NameField(max_length=80)
    unit = forms.ChoiceField()

    def __init__(self, *args: Any, units: Iterable[str], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["unit"].choices = [(one, unit_shown(one)) for one in units]  # type: ignore[attr-defined]
        labelled(self, "letting")


class VersionForm(forms.Form):
    """Prices from a day on; tiers and windows are rows of their own, see `prices`."""

    since = date_field()
    base_yen = forms.IntegerField(min_value=0, max_value=MOST_YEN, initial=0)
    minimum_yen = forms.IntegerField(min_value=0, max_value=MOST_YEN, initial=0)
    tax = forms.TypedChoiceField(coerce=int, choices=[(rate, f"{rate}%") for rate in RATES])
    with_tax = forms.TypedChoiceField(coerce=lambda told: told == "1", choices=[("1", ""), ("0", "")])

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        choices = [("1", text("letting.with_tax.yes")), ("0", text("letting.with_tax.no"))]
        self.fields["with_tax"].choices = choices  # type: ignore[attr-defined]
        labelled(self, "letting")

    def prices(self, sent: QueryDict) -> dict[str, Any]:
        """All that a version holds. Raises an `ArithmeticError` or `ValueError` for what is no number."""
        told = {name: self.cleaned_data[name] for name in ("base_yen", "minimum_yen", "tax", "with_tax")}
        return {**told, "tiers": list(_tiers(sent)), "windows": list(_windows(sent))}


def _tiers(sent: QueryDict) -> Iterable[dict[str, Any]]:
    """Rows with a rate; the last one needs no limit."""
    rows = [
        (upto.strip(), rate) for upto, rate in zip(sent.getlist("upto"), sent.getlist("rate"), strict=False) if rate.strip()
    ]
    for n, (upto, rate) in enumerate(rows, 1):
        yield {"upto": None if n == len(rows) else _whole(upto), "rate": rate_of(rate)}


def _windows(sent: QueryDict) -> Iterable[dict[str, Any]]:
    names = ("w_name", "w_days", "w_from", "w_to", "w_rate")
    for name, days, since, until, rate in zip(*(sent.getlist(one) for one in names), strict=False):
        if not rate.strip():
            continue
        begin, end = _whole(since), _whole(until)
        if days not in DAYS or not (0 <= begin <= 23 and 0 <= end <= 24) or begin == end or not name.strip():
            raise ValueError("no such hours")
        yield {"name": name.strip()[:40], "days": days, "from": begin, "to": end, "rate": rate_of(rate)}


def rate_of(typed: str) -> int:
    """Yen with up to four decimals, as whole ten-thousandths. Raises an `ArithmeticError` or `ValueError`."""
    exact = typed_value(typed) * UNIT_OF_RATE
    if exact != exact.to_integral_value() or not 0 <= exact <= MOST_YEN * UNIT_OF_RATE:
        raise ValueError("up to four decimals")
    return int(exact)


def _whole(typed: str) -> int:
    exact = typed_value(typed)
    if exact != exact.to_integral_value() or not 0 <= exact <= Decimal(10**9):
        raise ValueError("a whole number")
    return int(exact)


class PricedForm(forms.Form):
    """By which tariff a register is charged, from a day on."""

    tariff = forms.UUIDField(required=False)
    since = date_field()


class ShareForm(forms.Form):
    """How a register's cost is split, from a day on."""

    rule = forms.ChoiceField(choices=Sharing.Rule.choices)
    since = date_field()


def parts_of(sent: QueryDict, rule: str, tenants: Iterable[Tenant], others: Iterable[Register]) -> list[Has]:
    """Who has a part: a weight beside a tenant's name, or a submeter that was ticked. Raises as `_whole` does."""
    own = sent.get("own", "").strip()
    if rule == Sharing.Rule.SUBMETERS:
        ticked = set(sent.getlist("submeter"))
        mine = [Has(submeter=one) for one in others if str(one.pk) in ticked]
        return [*mine, Has()] if own and mine else mine
    weights = [(one, sent.get(f"tenant-{one.pk}", "").strip()) for one in tenants]
    found = [Has(tenant=one, weight=_whole(weight)) for one, weight in weights if weight]
    return [*found, Has(weight=_whole(own))] if own else found


class LandlordForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who issues statements, and how they are paid."""

    name = NameField(max_length=120)
    address = forms.CharField(max_length=200, required=False)
    registration_number = forms.CharField(max_length=14, required=False)
    account = forms.CharField(max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    due_days = forms.IntegerField(min_value=1, max_value=180)
    near_days = forms.IntegerField(min_value=0, max_value=45)

    class Meta:
        model = Landlord
        fields = ("name", "address", "registration_number", "account", "due_days", "near_days", "rounding")

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["rounding"].choices = [(one, text(f"letting.rounding.{one}")) for one in Landlord.Rounding.values]  # type: ignore[attr-defined]
        labelled(self, "letting")
        self.fields["name"].label = text("letting.landlord_name")

    def clean_registration_number(self) -> str:
        """T and 13 digits, of which the first checks the others."""
        number = registration_number(self.cleaned_data["registration_number"])
        if number is None:
            raise forms.ValidationError(text("letting.error.registration_number"))
        return number


class ClosingForm(forms.Form):
    """With which day a site's months close, from a month on."""

    site = forms.UUIDField()
    day = forms.IntegerField(min_value=0, max_value=28)
    month = forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$")


class PaidForm(forms.Form):
    """When and how much was paid."""

    day = date_field()
    yen = forms.IntegerField(min_value=0, max_value=MOST_YEN)


def initial_of(organization: Organization) -> dict[str, Any]:
    """What a landlord who said nothing yet begins with."""
    return {"name": organization.name}
