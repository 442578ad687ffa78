"""What people type about rounds, and what a telephone sends from one."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime

from harimi.service.captures.registration import MAX_BYTES, Shown
from harimi.service.meters.models import Round, Visit
from harimi.service.pages.forms import photo_field
from harimi.service.pages.forms_life import NumberField
from harimi.service.pages.forms_places import OfOrganization
from harimi.service.pages.frames import frame_of
from harimi.service.pages.texts import text
from harimi.service.readings.walking import Answer


class RoundForm(OfOrganization):
    """A round's name and how often it is walked."""

    period = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        for name in ("name", "period"):
            self.fields[name].label = text(f"rounds.{name}")
        chosen: Any = self.fields["period"]
        chosen.choices = [(value, text(f"rounds.period_{value or 'none'}")) for value in Round.Period.values]


class AnswerForm(forms.Form):
    """One answer of a round, as `round/queue.js` sends it."""

    key = forms.UUIDField()
    stop = forms.IntegerField()
    at = forms.CharField(max_length=40)
    value = NumberField(required=False)
    photo = photo_field(required=False)
    frame = forms.CharField(max_length=80, required=False)
    skipped = forms.ChoiceField(choices=Visit.Reason.choices, required=False)
    owner = forms.UUIDField()

    def clean_at(self) -> datetime:
        """A moment with its offset: a telephone's own time zone is nobody's business."""
        try:
            at = parse_datetime(self.cleaned_data["at"])
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            raise forms.ValidationError(text("rounds.bad_time"))
        return at

    def clean_photo(self) -> Any:
        """No photograph is larger than what is taken."""
        sent = self.cleaned_data["photo"]
        if sent is not None and (sent.size or 0) > MAX_BYTES:
            raise forms.ValidationError(text("new.bad_photo"))
        return sent

    def answer(self) -> Answer:
        """The form as an answer."""
        data, sent = self.cleaned_data, self.cleaned_data["photo"]
        value: Decimal | None = data["value"]
        photo = None if sent is None else Shown(sent.read(), frame_of(data["frame"]))
        return Answer(data["key"], data["at"], value, photo, data["skipped"])
