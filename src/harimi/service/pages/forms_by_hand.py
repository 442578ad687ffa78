"""What people note when they read a meter themselves."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from harimi.service.captures.registration import MAX_BYTES, Shown
from harimi.service.meters.models import Register
from harimi.service.meters.values import unit_shown
from harimi.service.pages.forms import labelled, photo_field
from harimi.service.pages.forms_life import NumberField
from harimi.service.pages.frames import frame_of
from harimi.service.pages.moments import told_at
from harimi.service.pages.reads import choices
from harimi.service.pages.texts import text


class ReadForm(forms.Form):
    """A value, a photograph, or both; `at` is left empty for now. `sure_of` is the value at which they looked twice."""

    value = NumberField(required=False, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
    photo = photo_field(required=False)
    frame = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    at = forms.DateTimeField(
        required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    sure_of = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, register: Register, zone: ZoneInfo, now: datetime, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self._zone, self._now = zone, now
        self.doubts: list[str] = []
        labelled(self, "hand")
        listed = choices(register)
        if listed:
            self.fields["value"].widget = forms.Select(choices=[("", text("state.choose")), *listed])
        self.fields["value"].label = (
            text("hand.value_in", unit=unit_shown(register.unit)) if register.unit else text("hand.value")
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("value") is None and data.get("photo") is None and not self.errors:
            self.add_error("value", text("hand.nothing"))
        return data

    def clean_photo(self) -> Any:
        """No photograph is larger than what is taken."""
        sent = self.cleaned_data["photo"]
        if sent is not None and (sent.size or 0) > MAX_BYTES:
            raise forms.ValidationError(text("new.bad_photo"))
        return sent

    def clean_at(self) -> datetime:
        """When it was read, in the site's zone whatever the server's is."""
        typed: datetime | None = self.cleaned_data["at"]
        return timezone.now() if typed is None else told_at(typed, self._zone)

    def shown(self) -> Shown | None:
        """The photograph with the part that they chose."""
        sent = self.cleaned_data["photo"]
        return None if sent is None else Shown(sent.read(), frame_of(self.cleaned_data["frame"]))

    def sure(self, value: Decimal) -> bool:
        """Whether they looked twice at this value."""
        return self.cleaned_data["sure_of"] == f"{value:f}"

    def ask(self, value: Decimal, doubts: list[str]) -> None:
        """Asks for a second look; the same value once more is kept."""
        self.doubts = doubts
        self.data = {**self.data.dict(), "sure_of": f"{value:f}"}  # type: ignore[attr-defined]
