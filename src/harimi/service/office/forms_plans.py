"""What staff type about plans."""

from typing import TYPE_CHECKING, Any

from django import forms

from harimi.service.contracts.models import Plan
from harimi.service.pages.forms import labelled

if TYPE_CHECKING:
    _PlanForm = forms.ModelForm[Plan]
else:
    _PlanForm = forms.ModelForm


class PlanForm(_PlanForm):
    """A new plan, in both languages."""

    class Meta:
        model = Plan
        fields = ("code", "name_ja", "name_en", "about_ja", "about_en", "base_yen", "meter_yen", "meters_most")

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "plans")
