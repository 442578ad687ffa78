"""A campaign as staff write it: its texts in both languages, and whom it is for, as conditions."""

from collections.abc import Mapping
from typing import Any

from django import forms

from harimi.service.accounts.models import Membership, Organization
from harimi.service.contracts.models import Plan
from harimi.service.marketing.campaigns import TEXTS
from harimi.service.marketing.lint import faults
from harimi.service.marketing.models import Campaign
from harimi.service.marketing.segments import SegmentError, compile_segment
from harimi.service.pages.forms import labelled
from harimi.service.pages.templatetags.harimi import named
from harimi.service.pages.texts import text

AMONG = ("kind", "role", "plan")
RANGES = {
    "meters_least": ("meters", ">="),
    "meters_most": ("meters", "<="),
    "since_first": ("since", ">="),
    "since_last": ("since", "<="),
}


class CampaignForm(forms.Form):
    """Texts are needed in both languages; without a condition it is for everybody who asked for news."""

    title_ja = forms.CharField(max_length=100, widget=forms.TextInput(attrs={"lang": "ja"}))
    title_en = forms.CharField(max_length=100, widget=forms.TextInput(attrs={"lang": "en"}))
    body_ja = forms.CharField(max_length=8000, widget=forms.Textarea(attrs={"lang": "ja"}))
    body_en = forms.CharField(max_length=8000, widget=forms.Textarea(attrs={"lang": "en"}))
    kind = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    role = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    plan = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    meters_least = forms.IntegerField(required=False, min_value=0, max_value=1_000_000)
    meters_most = forms.IntegerField(required=False, min_value=0, max_value=1_000_000)
    since_first = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    since_last = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "campaigns")
        choices = {
            "kind": [(one, text(f"campaigns.kind.{one}")) for one in Organization.Kind.values],
            "role": [(one, text(f"campaigns.role.{one}")) for one in Membership.Role.values],
            "plan": [(one.code, named(one)) for one in Plan.objects.all()],
        }
        for name, told in choices.items():
            self.fields[name].choices = told  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A text must not hold what follows people."""
        told = super().clean() or {}
        for field, code, found in faults({name: told.get(name, "") for name in TEXTS}):
            self.add_error(field, text(f"campaigns.lint.{code}", found=found[:80]))
        return told

    def audience(self) -> str:
        """The conditions as lines."""
        told = self.cleaned_data
        lines = [f"{name} = {', '.join(told[name])}" for name in AMONG if told[name]]
        lines += [f"{name} {compared} {told[field]}" for field, (name, compared) in RANGES.items() if told[field] is not None]
        return "\n".join(lines)


def of(campaign: Campaign) -> dict[str, object]:
    """What stands in the form of a draft."""
    found: dict[str, object] = {name: getattr(campaign, name) for name in TEXTS}
    for one in compile_segment(campaign.audience).conditions:
        if one.compared == "=":
            found[one.field] = [value.strip() for value in one.value.split(",")]
        else:
            found[_field(one.field, one.compared)] = one.value
    return found


def conditions_of(campaign: Campaign) -> list[tuple[str, str]]:
    """The conditions in words, each with what it wants; as they were written where the policy has changed since."""
    plans = {one.code: named(one) for one in Plan.objects.all()}
    try:
        found = compile_segment(campaign.audience).conditions
    except SegmentError:
        return [(line, "") for line in campaign.audience.splitlines()]
    return [_in_words(one.field, one.compared, one.value, plans) for one in found]


def _in_words(name: str, compared: str, value: str, plans: Mapping[str, str]) -> tuple[str, str]:
    if compared != "=":
        return text(f"campaigns.{_field(name, compared)}"), value
    values = [one.strip() for one in value.split(",")]
    told = [plans.get(one, one) if name == "plan" else text(f"campaigns.{name}.{one}") for one in values]
    return text(f"campaigns.{name}"), text("app.and").join(told)


def _field(name: str, compared: str) -> str:
    return next(field for field, told in RANGES.items() if told == (name, compared))
