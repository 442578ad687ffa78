"""What people fill in for a channel: where it leads, by the names of its kind's settings, and what may be said there."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from pydantic.fields import FieldInfo

from harimi.service.accounts.models import Organization
from harimi.service.alerts.channels.kinds import ALWAYS, ITEMS
from harimi.service.alerts.channels.refilling import asked_of, is_secret, refilled, told_anew
from harimi.service.alerts.channels.services import LONGEST_NAME, Wanted
from harimi.service.egress.channels.kinds import KINDS
from harimi.service.pages.forms import NameField, labelled
from harimi.service.pages.forms_places import OfOrganization
from harimi.service.pages.outlets.words import COUNTRIES
from harimi.service.pages.texts import TEXTS, text

LANGUAGES = (("ja", "日本語"), ("en", "English"))


class ChannelForm(OfOrganization):
    """A channel of one kind; secrets that are left empty stay as they are."""

    name = NameField(max_length=LONGEST_NAME)

    def __init__(
        self, *args: Any, kind: str, organizations: Sequence[Organization], kept: Mapping[str, Any] | None = None, **fields: Any
    ) -> None:
        super().__init__(*args, organizations=organizations, **fields)
        self.kind, self.kept = kind, kept or {}
        told = asked_of(kind)
        self.settings = list(told)
        self._add_rest(keyed="secret" in KINDS[kind].settings.model_fields and bool(self.kept))
        labelled(self, "channel.form")
        for name in self.settings:
            self.fields[name] = self._field(name, told[name])
            self.fields[name].label, self.fields[name].help_text = text(f"channel.field.{name}"), self._hint(name)

    @property
    def own(self) -> list[forms.BoundField]:
        """The fields of its kind."""
        return [self[name] for name in self.settings]

    def clean(self) -> dict[str, Any]:
        """What opens one place is not sent to another unasked."""
        data = super().clean() or {}
        for name in told_anew(self.kind, data, self.kept):
            self.add_error(name, text("outlet.error.secret_anew"))
        return data

    def wanted(self) -> Wanted:
        """The form as a channel."""
        data = self.cleaned_data
        told = refilled(self.kind, data, self.kept, new_key=bool(data.get("new_key")))
        items = (ALWAYS, *data["items"])
        rest = (data["recipient"], data["country"], data["language"], items, data["everything"])
        return Wanted(self.kind, data["name"], told, *rest)

    def _add_rest(self, keyed: bool) -> None:
        names = [(one, text(f"channel.item.{one}")) for one in ITEMS if one != ALWAYS]
        boxes = forms.CheckboxSelectMultiple()
        self.fields["items"] = forms.MultipleChoiceField(choices=names, required=False, widget=boxes)
        self.fields["language"] = forms.ChoiceField(choices=LANGUAGES)
        self.fields["everything"] = forms.BooleanField(required=False)
        self.fields["recipient"] = forms.CharField(max_length=120)
        self.fields["country"] = forms.ChoiceField(choices=[(one, text(f"country.{one}")) for one in COUNTRIES])
        if keyed:
            self.fields["new_key"] = forms.BooleanField(required=False)

    def _field(self, name: str, info: FieldInfo) -> forms.Field:
        needed = info.is_required() and not self.kept.get(name)
        if is_secret(info):
            hidden = forms.PasswordInput(attrs={"autocomplete": "off"})
            return forms.CharField(max_length=2000, required=needed, widget=hidden)
        first = self.kept.get(name, None if info.is_required() else info.get_default())
        return forms.CharField(max_length=500, required=needed, initial=first)

    def _hint(self, name: str) -> str:
        own = f"channel.{self.kind}.{name}"
        hint = text(own) if own in TEXTS else ""
        return " ".join(
            one for one in (hint, text("channel.kept") if self.kept.get(name) and self._hidden(name) else "") if one
        )

    def _hidden(self, name: str) -> bool:
        return is_secret(asked_of(self.kind)[name])


class MailForm(forms.Form):
    """A member who is told by mail."""

    member = forms.ChoiceField()
    everything = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, members: Sequence[tuple[str, str]], **fields: Any) -> None:
        super().__init__(*args, **fields)
        chosen: Any = self.fields["member"]
        chosen.choices = members
        labelled(self, "channel.form")
