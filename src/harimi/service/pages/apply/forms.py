"""What an applicant types. A field is an item of the policy (`items.FIELDS`); a test fails for one that is not."""

import re
from typing import TYPE_CHECKING, Any, cast
from unicodedata import normalize

from django import forms
from django.core.exceptions import ValidationError

from harimi.service.accounts.models import Organization
from harimi.service.contracts.applying import Place, Wanted
from harimi.service.contracts.models import Plan, PlannedPlace
from harimi.service.contracts.plans import on_offer
from harimi.service.pages.forms import NameField, PostalCodeField, labelled
from harimi.service.pages.texts import spoken, text
from harimi.service.privacy.days import today

PLACES, MOST_METERS = 8, 50_000
_TELEPHONE = re.compile(r"\+?[0-9][0-9-]{8,18}[0-9]")


if TYPE_CHECKING:
    _PlanField = forms.ModelChoiceField[Plan]
    _FormSet = forms.BaseFormSet["PlaceForm"]
else:
    _PlanField = forms.ModelChoiceField
    _FormSet = forms.BaseFormSet


class PlanField(_PlanField):
    """A plan by its name and price."""

    def label_from_instance(self, obj: Plan) -> str:
        name = obj.ja if spoken() == "ja" else obj.en
        price = obj.price_on(today())
        if price is None:
            return name
        line = "apply.plan_line" if price.with_tax else "apply.plan_line_net"
        return text(line, name=name, base=f"{price.base_yen:,}", meter=f"{price.meter_yen:,}")


class HolderForm(forms.Form):
    """Who answers for a contract, and where they are."""

    corporate_name = NameField(max_length=120, required=False)
    department = NameField(max_length=120, required=False)
    name = NameField(max_length=120)
    telephone = forms.CharField(max_length=30)
    postal_code = PostalCodeField()
    address = NameField(max_length=200)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "apply")
        for name in self.fields.keys() & _AUTOCOMPLETE.keys():
            self.fields[name].widget.attrs["autocomplete"] = _AUTOCOMPLETE[name]

    def clean_telephone(self) -> str:
        typed = re.sub(r"[\s()ー−‐–—―]+", "-", normalize("NFKC", self.cleaned_data["telephone"]).strip()).strip("-")
        if not _TELEPHONE.fullmatch(typed):
            raise ValidationError(text("apply.bad_telephone"))
        return typed

    def check_kind(self, told: dict[str, Any], kind: str) -> dict[str, Any]:
        """A household has no company; all others have a name."""
        if kind == Organization.Kind.HOUSEHOLD:
            return {**told, "corporate_name": "", "department": ""}
        if kind and not told.get("corporate_name") and "corporate_name" not in self.errors:
            self.add_error("corporate_name", text("apply.corporate_name_needed"))
        return told


class ApplyForm(HolderForm):
    """Who applies, for which plan, and yes to the policy and the terms of use whose numbers stand in `versions`."""

    plan = PlanField(Plan.objects.none(), empty_label=None, widget=forms.RadioSelect)
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    email = forms.EmailField(max_length=254)
    agreed = forms.BooleanField()
    versions = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, versions: str, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.in_force = versions
        cast("PlanField", self.fields["plan"]).queryset = on_offer()
        choices = [(one, text(f"customers.kind.{one}")) for one in Organization.Kind.values]
        cast("forms.ChoiceField", self.fields["kind"]).choices = choices

    def clean_versions(self) -> str:
        """Nobody agrees to another text than the one that they were shown."""
        if self.cleaned_data["versions"] != self.in_force:
            raise ValidationError(text("invitation.changed"))
        return self.in_force

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        return self.check_kind(told, told.get("kind", ""))


_AUTOCOMPLETE = {
    "corporate_name": "organization",
    "name": "name",
    "email": "email",
    "telephone": "tel",
    "postal_code": "postal-code",
    "address": "street-address",
}


class PlaceForm(forms.Form):
    """A place and its meters; a line that names no place is none."""

    place = NameField(max_length=120, required=False)
    meter_kind = forms.ChoiceField(required=False)
    meters = forms.IntegerField(min_value=1, max_value=MOST_METERS, required=False, initial=1)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "apply")
        choices = [(one, text(f"apply.meter.{one}")) for one in PlannedPlace.Kind.values]
        cast("forms.ChoiceField", self.fields["meter_kind"]).choices = choices

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("place") and not told.get("meters") and "meters" not in self.errors:
            self.add_error("meters", text("apply.meters_needed"))
        return told


class PlacesForms(_FormSet):
    """All lines; at least one names a place."""

    def clean(self) -> None:
        if not any(self.errors) and not self.places():
            raise ValidationError(text("apply.place_needed"))

    def places(self) -> tuple[Place, ...]:
        """Those that name one."""
        told = [one.cleaned_data for one in self.forms if one.cleaned_data.get("place")]
        return tuple(Place(one["place"], one["meter_kind"] or PlannedPlace.Kind.OTHER, one["meters"]) for one in told)


PlacesFormSet = cast(
    "type[PlacesForms]",
    forms.formset_factory(PlaceForm, formset=PlacesForms, extra=PLACES, max_num=PLACES, absolute_max=PLACES),
)


def wanted(form: ApplyForm, places: PlacesForms) -> Wanted:
    """What both forms ask for."""
    told = {name: one for name, one in form.cleaned_data.items() if name not in ("agreed", "versions")}
    return Wanted(**told, places=places.places())
