"""What staff type about an incident."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from harimi.service.accounts.models import Organization
from harimi.service.incidents.assessing import ANSWERS
from harimi.service.incidents.models import ReportText
from harimi.service.incidents.reach import holding_tables
from harimi.service.incidents.recording import MOST
from harimi.service.office.customers import found
from harimi.service.pages.forms import labelled
from harimi.service.pages.texts import spoken, text
from harimi.service.privacy.manifest import current

MANY = 100
"""Customers that are named one by one; of more, all are meant."""


def zone() -> ZoneInfo:
    """Where an incident's days are counted."""
    return ZoneInfo(current().deadlines.time_zone)


class NewForm(forms.Form):
    """A new incident: when somebody knew, in Japan's time, and what."""

    known_at = forms.DateTimeField(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
    words = forms.CharField(max_length=MOST, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "incident.new")

    def clean_known_at(self) -> datetime:
        """What was typed is Japan's time."""
        typed: datetime = self.cleaned_data["known_at"]
        return typed.replace(tzinfo=zone())


class AnswersForm(forms.Form):
    """Of what kind it is."""

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields |= {name: forms.BooleanField(required=False) for name in ANSWERS}
        labelled(self, "incident.answer")


class ScopeForm(forms.Form):
    """How far it reaches: items, tables, customers one a line, and days in Japan."""

    items = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    tables = forms.MultipleChoiceField(required=False, widget=forms.SelectMultiple(attrs={"size": 10}))
    customers = forms.CharField(required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}))
    first = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    estimated = forms.IntegerField(required=False, min_value=0, max_value=100_000_000)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "incident.scope")
        items, language = current().items, spoken()
        self.fields["items"].choices = [(name, getattr(one, language)) for name, one in items.items() if one.collectable]  # type: ignore[attr-defined]
        self.fields["tables"].choices = [(name, text(f"kept.{name}")) for name in holding_tables()]  # type: ignore[attr-defined]

    def clean_customers(self) -> list[Organization]:
        """Each line a number, a whole name or a member's address that leads to one customer."""
        lines = [line.strip() for line in self.cleaned_data["customers"].splitlines() if line.strip()]
        every = [list(found(line)[:2]) for line in lines[:MANY]]
        if len(lines) > MANY or any(len(one) != 1 for one in every):
            raise forms.ValidationError(text("incident.error.customers"))
        return [one[0] for one in every]

    def told(self) -> dict[str, Any]:
        """As `reach.choose` takes it: from the first moment of the first day to the last one of the last."""
        told, last = self.cleaned_data, self.cleaned_data["last"]
        return {
            "items": told["items"],
            "tables": told["tables"],
            "since": _begin(told["first"]),
            "until": _begin(last + timedelta(days=1)) if last else None,
            "estimated": told["estimated"] or 0,
        }


class TextsForm(forms.Form):
    """The parts of the report, in Japanese and English."""

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        for part in ReportText.Part.values:
            for language in ("ja", "en"):
                area = forms.Textarea(attrs={"rows": 4, "lang": language})
                self.fields[f"{part}_{language}"] = forms.CharField(required=False, max_length=MOST, widget=area)

    def told(self) -> dict[str, tuple[str, str]]:
        """By part."""
        told = self.cleaned_data
        return {part: (told[f"{part}_ja"], told[f"{part}_en"]) for part in ReportText.Part.values}


class WordsForm(forms.Form):
    """What was done, in words."""

    words = forms.CharField(max_length=MOST)


def _begin(day: Any) -> datetime | None:
    return datetime.combine(day, time(), tzinfo=zone()) if day else None
