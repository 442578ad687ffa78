"""What people type about a meter's life: what it is like, and its exchange."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from harimi.service.captures.registration import Shown
from harimi.service.meters.models import Register, Site
from harimi.service.meters.queries import sites_by_name
from harimi.service.meters.states import Named, count, typed
from harimi.service.meters.values import plain, storable
from harimi.service.pages.forms import NameField, StatesField, date_field, labelled, photo_field, typed_value
from harimi.service.pages.frames import frame_of
from harimi.service.pages.moments import told_at
from harimi.service.pages.texts import text
from harimi.service.readings.showing import with_part

FASTEST = Decimal(10) ** 9
"""Units an hour."""


class NumberField(forms.CharField):
    """A number as people type it, in full width and with commas too."""

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value) or ""
        if not typed:
            return None
        try:
            return typed_value(typed)
        except ArithmeticError as error:
            raise forms.ValidationError(text("reading.bad_value")) from error


class DescribeForm(forms.Form):
    """The instrument, where it hangs, and what its register is like; `since` is from when on the multiplier holds."""

    name = NameField(max_length=120)
    site = forms.ModelChoiceField(Site.objects.none(), empty_label=None)
    model = NameField(max_length=80, required=False)
    serial = NameField(max_length=80, required=False)
    expires_on = date_field(required=False)
    register_name = NameField(max_length=60, required=False)
    unit = forms.CharField(max_length=20, required=False)
    multiplier = forms.DecimalField(max_digits=14, decimal_places=6, min_value=Decimal("0.000001"))
    since = date_field(required=False)
    digits = forms.IntegerField(min_value=0, max_value=15, required=False)
    max_per_hour = NumberField(required=False)
    states = StatesField(required=False)

    def clean_states(self) -> Named:
        """Lamps may be named anew; their number, and that of their states, stays as it was drawn and read."""
        named: Named = self.cleaned_data["states"] or self._register.states
        if [count(lamp) for lamp in named] != [count(lamp) for lamp in self._register.states]:
            raise forms.ValidationError(text("life.other_states"))
        return named

    def clean_max_per_hour(self) -> Decimal | None:
        """Nothing turns faster, and the database holds no larger number."""
        typed: Decimal | None = self.cleaned_data["max_per_hour"]
        if typed is not None and not 0 < typed <= FASTEST:
            raise forms.ValidationError(text("reading.bad_value"))
        if typed is not None and not storable(typed, self._register.decimals):
            raise forms.ValidationError(text("reading.too_large"))
        return typed

    def __init__(self, *args: Any, register: Register, **fields: Any) -> None:
        fields["initial"] = _as_it_is(register)
        super().__init__(*args, **fields)
        self._register = register
        theirs = Site.objects.filter(organization=register.meter.site.organization_id).select_related("organization")
        chosen: Any = self.fields["site"]
        chosen.queryset = theirs
        self.sites = sites_by_name(theirs)
        labelled(self, "life")


def _as_it_is(register: Register) -> dict[str, Any]:
    meter = register.meter
    most = None if register.max_per_hour is None else plain(register.max_per_hour, register.decimals)
    return {
        **{name: getattr(meter, name) for name in ("name", "model", "serial", "expires_on")},
        "site": meter.site_id,
        "register_name": register.name,
        "unit": register.unit,
        "multiplier": f"{register.multiplier.normalize():f}",
        "digits": register.digits,
        "states": typed(register.states),
        "max_per_hour": "" if most is None else f"{most:f}",
    }


class ExchangeForm(forms.Form):
    """The exchange of an instrument, in the site's own time."""

    at = forms.DateTimeField(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
    last_value = NumberField()
    last_photo = photo_field(required=False)
    last_frame = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    first_value = NumberField()
    first_photo = photo_field(required=False)
    first_frame = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    model = NameField(max_length=80, required=False)
    serial = NameField(max_length=80, required=False)
    expires_on = date_field(required=False)
    digits = forms.IntegerField(min_value=1, max_value=16)
    decimals = forms.IntegerField(min_value=0, max_value=15)
    multiplier = forms.DecimalField(max_digits=14, decimal_places=6, min_value=Decimal("0.000001"))
    same_look = forms.BooleanField(required=False)

    def __init__(self, *args: Any, register: Register, zone: ZoneInfo, now: datetime, **fields: Any) -> None:
        fields["initial"] = {
            "at": now.astimezone(zone).replace(tzinfo=None),
            "model": register.meter.model,
            "digits": register.digits or "",
            "decimals": register.decimals,
            "multiplier": f"{register.multiplier.normalize():f}",
            "first_value": "0",
        }
        super().__init__(*args, **fields)
        self._zone, self._register = zone, register
        labelled(self, "life")

    def clean_at(self) -> datetime:
        """The moment, in the site's zone whatever the server's is."""
        return told_at(self.cleaned_data["at"], self._zone)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("decimals") or 0) > (data.get("digits") or 16):
            self.add_error("decimals", text("new.decimals_fit"))
        return data

    def shown(self, side: str) -> Shown | None:
        """The photograph of one side."""
        sent = self.cleaned_data.get(f"{side}_photo")
        if sent is None:
            return None
        return with_part(self._register, Shown(sent.read(), frame_of(self.cleaned_data[f"{side}_frame"])))
