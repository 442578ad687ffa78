"""What staff type about breaches of the terms."""

from typing import Any

from django import forms

from harimi.service.accounts.models import Organization, User
from harimi.service.office.customers import found
from harimi.service.pages.forms import labelled
from harimi.service.pages.texts import text
from harimi.service.support.models import Violation, ViolationEvent
from harimi.service.support.violations.logs import Days
from harimi.service.support.violations.telling import MOST


class NewForm(forms.Form):
    """A new case: about whom, which clause, and what was noticed."""

    who = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    clause = forms.ChoiceField(widget=forms.RadioSelect)
    words = forms.CharField(max_length=MOST, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "violation")
        choices = [(one, text(f"violation.clause.{one}")) for one in Violation.Clause.values]
        self.fields["clause"].choices = choices  # type: ignore[attr-defined]  # a field of choices has them

    def clean_who(self) -> User | Organization:
        """A mail address is a person's; a number or a whole name a customer's, where nobody else has that name."""
        typed = self.cleaned_data["who"].strip()
        person = User.objects.filter(email=typed.lower()).first() if "@" in typed else None
        customers = [] if "@" in typed else list(found(typed)[:2])
        if person is None and len(customers) != 1:
            raise forms.ValidationError(text("violation.error.nobody"))
        return person or customers[0]


class EvidenceForm(forms.Form):
    """What was found, and where it stands."""

    words = forms.CharField(max_length=MOST)
    source = forms.ChoiceField(choices=[("", ""), *ViolationEvent.Source.choices], required=False)
    reference = forms.CharField(max_length=40, required=False)


class StepForm(forms.Form):
    """Words to whom the case is about; a day, if any; and what came of it, if that is the step."""

    words = forms.CharField(max_length=MOST, required=False)
    day = forms.DateField(required=False)
    outcome = forms.CharField(max_length=9, required=False)


class DaysForm(forms.Form):
    """The days of a log."""

    first = forms.DateField()
    last = forms.DateField()

    def clean(self) -> dict[str, Any]:
        """Both, or what is wrong with them."""
        told = super().clean() or {}
        if "first" in told and "last" in told:
            try:
                told["days"] = Days(told["first"], told["last"])
            except ValueError as error:
                raise forms.ValidationError(text("violations.days_wrong")) from error
        return told
