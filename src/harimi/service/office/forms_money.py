"""What staff type about money: what they search for, charges by hand, discounts, another plan, months."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from harimi.service.billing.invoicing.charging import MOST, ByHand
from harimi.service.billing.models import Charge, Discount
from harimi.service.billing.money import NONE, REDUCED, STANDARD
from harimi.service.contracts.models import Plan
from harimi.service.pages.forms import labelled
from harimi.service.pages.texts import spoken, text
from harimi.service.privacy.days import today

if TYPE_CHECKING:
    _PlanField = forms.ModelChoiceField[Plan]
    _Discount = forms.ModelForm[Discount]
else:
    _PlanField = forms.ModelChoiceField
    _Discount = forms.ModelForm
_KINDS = (Charge.Kind.OTHER, Charge.Kind.CREDIT, Charge.Kind.REQUEST)


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **options)


class MonthField(forms.CharField):
    """A month, as the field for months of a browser sends it; another browser's user types 2026-11."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-11"})

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            return datetime.strptime(typed, "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
        except ValueError as error:
            raise ValidationError(text("money.bad_month")) from error


class _Labelled(forms.Form):
    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "money")


class SearchForm(_Labelled):
    """As the law on electronic books wants it: by day, by yen and by partner, from and to, and all of them together."""

    partner = forms.CharField(required=False, max_length=200)
    first = _day(required=False)
    last = _day(required=False)
    least = forms.IntegerField(required=False)
    most = forms.IntegerField(required=False)


class ChargeForm(_Labelled):
    """A charge that no contract makes due, or what is taken off."""

    kind = forms.ChoiceField()
    label_ja = forms.CharField(max_length=120)
    label_en = forms.CharField(max_length=120)
    yen = forms.IntegerField(min_value=1, max_value=MOST)
    with_tax = forms.BooleanField(required=False, initial=True)
    rate = forms.TypedChoiceField(coerce=int)
    reason = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        kinds = [(kind, text(f"money.kind.{kind}")) for kind in _KINDS]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        rates = [(rate, text(f"money.rate.{rate}")) for rate in (STANDARD, REDUCED, NONE)]
        self.fields["rate"].choices = rates  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("kind") == Charge.Kind.CREDIT and not told.get("reason"):
            self.add_error("reason", text("money.reason_wanted"))
        return told

    def told(self) -> ByHand:
        """What was typed; a credit takes off."""
        typed = self.cleaned_data
        kind = Charge.Kind(typed["kind"])
        sign = -1 if kind == Charge.Kind.CREDIT else 1
        names = ("label_ja", "label_en", "with_tax", "rate", "reason")
        return ByHand(kind, sign * typed["yen"], source=f"hand:{uuid4()}", **{name: typed[name] for name in names})


class DiscountForm(_Discount):
    """Off what is charged by the month."""

    class Meta:
        model = Discount
        fields = ("name_ja", "name_en", "since", "until", "percent", "yen")

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"})
        for name in ("percent", "yen"):
            self.fields[name].required, self.fields[name].initial = False, 0
        labelled(self, "money")

    def validate_constraints(self) -> None:
        """`clean` says it in words."""

    def clean_percent(self) -> int:
        return self.cleaned_data.get("percent") or 0

    def clean_yen(self) -> int:
        return self.cleaned_data.get("yen") or 0

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if bool(told.get("percent")) is bool(told.get("yen")):
            raise ValidationError(text("money.percent_or_yen"))
        if told.get("until") and told.get("since") and told["until"] < told["since"]:
            self.add_error("until", text("money.ends_before"))
        return told


class PlanField(_PlanField):
    """A plan by its name."""

    def label_from_instance(self, obj: Plan) -> str:
        return obj.ja if spoken() == "ja" else obj.en


class PlanChangeForm(_Labelled):
    """Another plan from a day on."""

    plan = PlanField(Plan.objects.none(), empty_label=None)
    since = _day(initial=today)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["plan"].queryset = Plan.objects.all()  # type: ignore[attr-defined]


class MonthForm(_Labelled):
    """Of which month."""

    month = MonthField()


def month_before(day: date) -> str:
    """The month that is over, as the field takes it."""
    return f"{(day.replace(day=1)).fromordinal(day.replace(day=1).toordinal() - 1):%Y-%m}"
