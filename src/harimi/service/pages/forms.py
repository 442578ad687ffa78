"""What people type."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from unicodedata import normalize

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest

from harimi.service.captures.registration import MAX_BYTES, Wanted
from harimi.service.meters import states
from harimi.service.meters.models import Register, Site
from harimi.service.meters.queries import sites_by_name
from harimi.service.meters.values import storable
from harimi.service.pages.texts import TEXTS, text
from harimi.service.privacy.cards import tidy

LARGEST = 10**15
"""More than any meter shows; a number of a million digits would keep the processor busy for long."""
DAYS = (MinValueValidator(date(1990, 1, 1)), MaxValueValidator(date(2100, 1, 1)))
KINDS = ("drums", "segments", "dials", "dial", "scale", "lamps")


def sent_file(request: HttpRequest, name: str) -> bytes:
    """The bytes of a file that a form sent, none where there is none or it is larger than any photograph may be."""
    sent = request.FILES.get(name)
    return sent.read() if sent is not None and (sent.size or 0) <= MAX_BYTES else b""


def clean_name(typed: str) -> str:
    """A name as it is kept; see `tidy`."""
    return tidy(typed)[:120]


def typed_value(typed: str) -> Decimal:
    """A number as people type it, in full width and with commas too. Raises an `ArithmeticError` for anything else."""
    value = Decimal(normalize("NFKC", typed).replace(",", "").strip())
    if not value.is_finite() or abs(value) > LARGEST:
        raise InvalidOperation
    return value


class NameField(forms.CharField):
    """A name that people type freely."""

    def to_python(self, value: Any) -> Any:
        return clean_name(super().to_python(value) or "")


class PostalCodeField(forms.CharField):
    """Seven digits however they are typed, kept as 100-0001."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=12, **options)

    def clean(self, value: Any) -> str:
        digits = re.sub(r"[^0-9]", "", normalize("NFKC", super().clean(value)))
        if len(digits) != 7 and (digits or self.required):
            raise forms.ValidationError(text("apply.bad_postal_code"))
        return f"{digits[:3]}-{digits[3:]}" if digits else ""


def date_field(**options: Any) -> forms.DateField:
    """A day, chosen in the browser's own calendar."""
    return forms.DateField(validators=DAYS, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def photo_field(**options: Any) -> forms.FileField:
    """A photograph, taken or chosen."""
    return forms.FileField(widget=forms.FileInput(attrs={"accept": "image/*"}), **options)


def labelled(form: forms.BaseForm, subject: str) -> None:
    """Names each field by the text of its name, with a hint where there is one."""
    for name, field in form.fields.items():
        field.label = text(f"{subject}.{name}")
        if f"{subject}.{name}_hint" in TEXTS:
            field.help_text = text(f"{subject}.{name}_hint")


class StatesField(forms.CharField):
    """The names of lamps and of their states, one lamp a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=4000, **options)

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value) or ""
        try:
            return states.parsed(typed) if typed.strip() else []
        except states.StatesError as error:
            raise forms.ValidationError(text(f"new.states.{error.code}")) from error


class WelcomeForm(forms.Form):
    """The first place for meters."""

    name = NameField(max_length=120)
    time_zone = forms.CharField(max_length=60, initial="Asia/Tokyo")


class MeterForm(forms.Form):
    """A meter as its owner describes it, with a first photograph."""

    photo = forms.FileField()
    name = NameField(max_length=120)
    site = forms.ModelChoiceField(Site.objects.none(), empty_label=None)
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    unit = forms.CharField(max_length=20, required=False)
    digits = forms.IntegerField(min_value=1, max_value=16, required=False)
    decimals = forms.IntegerField(min_value=0, max_value=15, required=False)
    low = forms.DecimalField(max_digits=15, decimal_places=6, required=False)
    high = forms.DecimalField(max_digits=15, decimal_places=6, required=False)
    counts_up = forms.BooleanField(required=False)
    max_per_hour = forms.DecimalField(max_digits=15, decimal_places=6, min_value=0, required=False)
    states = StatesField(required=False)

    def __init__(self, *args: Any, sites: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        chosen: Any = self.fields["site"]
        chosen.queryset = sites
        self.sites = sites_by_name(sites)
        labelled(self, "new")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") != Register.Display.LAMPS:
            self.errors.pop("states", None)
            data["states"] = []
        if data.get("kind") in Register.RANGED:
            low, high = data.get("low"), data.get("high")
            if low is None or high is None or low >= high:
                self.add_error("low", text("new.needs_range"))
        elif data.get("kind") == Register.Display.LAMPS:
            if not data.get("states") and "states" not in self.errors:
                self.add_error("states", text("new.states.none"))
        elif data.get("kind"):
            if not data.get("digits"):
                self.add_error("digits", text("new.needs_digits"))
            elif (data.get("decimals") or 0) > data["digits"]:
                self.add_error("decimals", text("new.decimals_fit"))
        if not storable(data.get("max_per_hour") or Decimal(0), data.get("decimals") or 0):
            self.add_error("max_per_hour", text("reading.too_large"))
        return data

    def wanted(self) -> Wanted:
        """The form as a declaration."""
        data = self.cleaned_data
        return Wanted(
            name=data["name"],
            kind=data["kind"],
            unit=data["unit"],
            digits=data["digits"] or 0,
            decimals=data["decimals"] or 0,
            low=data["low"],
            high=data["high"],
            counts_up=data["counts_up"],
            max_per_hour=data["max_per_hour"],
            states=data["states"],
        )
