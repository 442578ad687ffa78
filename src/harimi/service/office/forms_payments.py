"""What staff type about payments."""

from typing import TYPE_CHECKING, Any

from django import forms

from harimi.service.pages.forms import date_field, labelled
from harimi.service.pages.texts import text
from harimi.service.payments.models import Layout

if TYPE_CHECKING:
    _Form = forms.ModelForm[Layout]
else:
    _Form = forms.ModelForm


class FileForm(forms.Form):
    """A bank's file."""

    file = forms.FileField(allow_empty_file=True)

    def __init__(self, *args: Any, about: str = "receipts", **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, about)


class LayoutForm(_Form):
    """Which columns of a bank's CSV hold what."""

    class Meta:
        model = Layout
        fields = ("name", "day", "payer", "credit", "debit")

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "layout")

    def clean(self) -> dict[str, Any]:
        """Headings or numbers, not some of each."""
        told = super().clean() or {}
        columns = [told.get(name, "") for name in ("day", "payer", "credit", "debit") if told.get(name)]
        numbers = [one for one in columns if one.isdecimal() and int(one) > 0]
        if numbers and len(numbers) != len(columns):
            raise forms.ValidationError(text("layout.mixed"))
        return told


class DayForm(forms.Form):
    """The day on which the bank collects."""

    day = date_field()

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "debits")


class YenForm(forms.Form):
    """Yen and words, as far as a step wants them."""

    yen = forms.IntegerField(min_value=0, max_value=9_999_999_999, required=False)
    reason = forms.CharField(max_length=200, required=False)
    key = forms.CharField(max_length=40, required=False)
    invoice = forms.CharField(max_length=20, required=False)
