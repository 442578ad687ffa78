"""What staff type about units."""

import re
from typing import Any
from unicodedata import normalize

from django import forms

from harimi.service.logistics.models import StockPlace
from harimi.service.pages.forms import labelled
from harimi.service.pages.texts import text

MOST = 500
"""Units registered at once: their keys and codes are on one page."""
_BETWEEN = re.compile(r"[\s,、]+")
_RUN = re.compile(r"^(.*?)(\d{1,40})\.\.(\d{1,40})$")


class UnitsForm(forms.Form):
    """New units: serial numbers, one to a line or as a run such as HC-0001..0200."""

    model = forms.CharField(max_length=80)
    batch = forms.CharField(max_length=40, required=False)
    place = forms.ModelChoiceField(StockPlace.objects.all(), required=False)
    serials = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "unit")
        self.fields["serials"].label = text("unit.serials")

    def clean_serials(self) -> list[str]:
        """Each once, in the order typed."""
        typed = _BETWEEN.split(normalize("NFKC", self.cleaned_data["serials"]).strip())
        found = list(dict.fromkeys(one for word in typed for one in _spread(word) if one))
        if not found or len(found) > MOST or any(len(one) > 80 or ".." in one for one in found):
            raise forms.ValidationError(self.fields["serials"].help_text)
        return found


def _spread(word: str) -> list[str]:
    """The serial numbers of a run, as many digits as its first has; a word that is no run is itself.

    Of the first as many digits count as the last has, so that the last may be written short: HC-0001..200.
    """
    run = _RUN.match(word)
    if run is None:
        return [word]
    head, digits, last = run.groups()
    fixed, first = digits[: -len(last)], digits[-len(last) :]
    numbers = range(int(first), min(int(last), int(first) + MOST) + 1)
    return [f"{head}{fixed}{n:0{len(first)}d}" for n in numbers]
