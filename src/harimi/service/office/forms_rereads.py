"""Of which days pictures are read once more."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from harimi.service.pages.forms import labelled
from harimi.service.pages.moments import FIRST, LAST
from harimi.service.pages.texts import text
from harimi.service.privacy.manifest import current


class DaysForm(forms.Form):
    """From one day to another, both included; left out, from the first or to the last picture."""

    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "rereads")

    def clean(self) -> dict[str, Any]:
        """The first day is no later than the last, and both are days on which meters are read."""
        first, last = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        begin, end = first or date(FIRST, 1, 1), last or timezone.localdate(timezone=ZoneInfo(current().deadlines.time_zone))
        if not FIRST <= begin.year <= end.year <= LAST or end < begin:
            raise forms.ValidationError(text("rereads.bad_days"))
        return {"since": begin, "until": end}
