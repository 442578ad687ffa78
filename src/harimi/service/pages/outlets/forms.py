"""What people fill in for an outlet: the same for all kinds, and what its kind needs, by the names of its settings."""

from collections.abc import Sequence
from typing import Any, Literal, get_args, get_origin

from django import forms
from pydantic.fields import FieldInfo

from harimi.service.accounts.models import Organization
from harimi.service.meters.models import Site
from harimi.service.meters.queries import sites_by_name
from harimi.service.outlets.news import TYPES as NEWS
from harimi.service.outlets.refilling import SECRET, asked_of, refilled, told_anew
from harimi.service.outlets.services import Wanted
from harimi.service.outlets.telling import TYPES
from harimi.service.pages.forms import date_field, labelled
from harimi.service.pages.forms_places import OfOrganization
from harimi.service.pages.outlets.words import COUNTRIES
from harimi.service.pages.texts import text


class OutletForm(OfOrganization):
    """An outlet of one kind."""

    def __init__(
        self, *args: Any, kind: str, organizations: Sequence[Organization], kept: dict[str, Any] | None = None, **fields: Any
    ) -> None:
        super().__init__(*args, organizations=organizations, **fields)
        self.kind, self.kept = kind, kept or {}
        self.fields["site"] = site_field(organizations)
        self.fields["settled"] = forms.BooleanField(required=False)
        self.fields["recipient"] = forms.CharField(max_length=120)
        self.fields["country"] = forms.ChoiceField(choices=[(one, text(f"country.{one}")) for one in COUNTRIES])
        told = asked_of(kind)
        self.settings = list(told)
        for name, info in told.items():
            self.fields[name] = self._field(name, info)
        labelled(self, "outlet")
        for name in SECRET:
            if name in self.fields and name not in self.kept:
                self.fields[name].help_text = ""

    @property
    def own(self) -> list[forms.BoundField]:
        """The fields of its kind."""
        return [self[name] for name in self.settings]

    def clean(self) -> dict[str, Any]:
        """What opens one place is not sent to another unasked."""
        data = super().clean() or {}
        for name in told_anew(self.kind, data, self.kept):
            self.add_error(name, text("outlet.error.secret_anew"))
        return data

    def wanted(self) -> Wanted:
        """The form as an outlet."""
        data = self.cleaned_data
        told = refilled({name: data[name] for name in self.settings}, self.kept)
        return Wanted(self.kind, data["name"], told, data["recipient"], data["country"], data["site"], data["settled"])

    def _field(self, name: str, info: FieldInfo) -> forms.Field:
        kind: Any = info.annotation
        known = self.kept.get(name, None if info.is_required() else info.get_default())
        if get_origin(kind) is Literal:
            options = [(one, text(f"outlet.{name}.{one}")) for one in get_args(kind)]
            return forms.ChoiceField(choices=options, initial=known)
        if get_origin(kind) is tuple:
            types = [(one, text(f"outlet.type.{one}")) for one in (*TYPES, *NEWS)]
            boxes = forms.CheckboxSelectMultiple()
            return forms.MultipleChoiceField(choices=types, required=False, widget=boxes, initial=known)
        if name in SECRET:
            hidden = forms.PasswordInput(attrs={"autocomplete": "off"})
            return forms.CharField(max_length=500, required=info.is_required() and name not in self.kept, widget=hidden)
        return forms.CharField(max_length=2000, required=info.is_required(), initial=known)


def site_field(organizations: Sequence[Organization]) -> "forms.ModelChoiceField[Site]":
    """All sites, or one of them."""
    sites = Site.objects.filter(organization__in=organizations).select_related("organization")
    field = forms.ModelChoiceField(sites, required=False)
    field.choices = [("", text("outlet.all_sites")), *((one.pk, one.name) for one in sites_by_name(sites))]
    return field


class SinceForm(forms.Form):
    """From which day on something is sent once more."""

    since = date_field()
