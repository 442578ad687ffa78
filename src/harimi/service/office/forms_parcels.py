"""What staff type about parcels."""

from collections.abc import Sequence
from typing import Any

from django import forms

from harimi.service.logistics.models import Parcel, StockPlace
from harimi.service.logistics.parcels import Wanted
from harimi.service.pages.forms import NameField, PostalCodeField, labelled
from harimi.service.pages.texts import text

ADDRESS = ("name", "corporate_name", "postal_code", "address", "telephone")
NEEDED = ("name", "postal_code", "address")
"""What another address needs, if there is one."""
MOST = 500
_TYPED = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}


class ParcelForm(forms.Form):
    """How many of which models, wishes for the delivery, and another address than the contract's."""

    wishes = forms.CharField(max_length=200, required=False)
    name = NameField(max_length=120, required=False)
    corporate_name = NameField(max_length=120, required=False)
    postal_code = PostalCodeField(required=False)
    address = NameField(max_length=200, required=False)
    telephone = NameField(max_length=30, required=False)

    def __init__(self, *args: Any, models: Sequence[str], planned: int, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "parcel")
        self.counts = {f"count_{n}": model for n, model in enumerate(models)}
        for n, (name, model) in enumerate(self.counts.items()):
            begun = planned if n == 0 else 0
            self.fields[name] = forms.IntegerField(min_value=0, max_value=MOST, required=False, initial=begun, label=model)

    @property
    def of_counts(self) -> list[Any]:
        """The fields of the models."""
        return [self[name] for name in self.counts]

    @property
    def of_address(self) -> list[Any]:
        """The fields of another address."""
        return [self[name] for name in ADDRESS]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not any(told.get(name) for name in self.counts):
            raise forms.ValidationError(text("parcel.error.nothing"))
        if any(told.get(name) for name in ADDRESS):
            for name in NEEDED:
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, text("parcel.error.address"))
        return told

    def wanted(self) -> Wanted:
        """What the form says."""
        told = self.cleaned_data
        counts = {model: told[name] for name, model in self.counts.items() if told.get(name)}
        return Wanted(counts, {name: told[name] for name in ADDRESS if told["address"]}, told["wishes"])


class ReserveForm(forms.Form):
    """Out of which room."""

    place = forms.ModelChoiceField(StockPlace.objects.all(), empty_label=None)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "parcel")


class PickForm(forms.Form):
    """The code on a box."""

    code = forms.CharField(max_length=200, widget=forms.TextInput(attrs=_TYPED))

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "parcel")


class SendForm(forms.Form):
    """Who carries it, under which number."""

    carrier = forms.ChoiceField()
    tracking = forms.CharField(max_length=40, required=False)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "parcel")
        choices = [(one, text(f"parcel.carrier.{one}")) for one in Parcel.Carrier.values]
        self.fields["carrier"].choices = choices  # type: ignore[attr-defined]  # it is one of choices
