"""What staff type about plans and their prices."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from harimi.service.contracts.models import Plan, PlanPrice
from harimi.service.pages.forms import labelled
from harimi.service.privacy.days import today

if TYPE_CHECKING:
    _PlanForm = forms.ModelForm[Plan]
    _PriceForm = forms.ModelForm[PlanPrice]
else:
    _PlanForm = _PriceForm = forms.ModelForm


class PlanForm(_PlanForm):
    """A new plan, in both languages."""

    class Meta:
        model = Plan
        fields = ("code", "name_ja", "name_en", "about_ja", "about_en", "meters_most")

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "plans")


class PriceForm(_PriceForm):
    """What a plan costs from a day on."""

    class Meta:
        model = PlanPrice
        fields = ("since", "with_tax", "base_yen", "meter_yen", "device_yen", "readings_free", "thousand_yen", "setup_yen",
                  "parcel_yen", "trial_days")  # fmt: skip
        widgets: ClassVar = {"since": forms.DateInput(attrs={"type": "date"})}

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["since"].initial = today
        labelled(self, "plans")
