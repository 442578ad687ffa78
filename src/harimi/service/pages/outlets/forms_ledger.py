"""What people fill in for a ledger."""

from collections.abc import Sequence
from typing import Any

from django import forms

from harimi.service.accounts.access import Action, members_who
from harimi.service.accounts.models import Organization, User
from harimi.service.outlets.ledgers.wanted import LAST_DAY, Wanted
from harimi.service.outlets.models import Ledger
from harimi.service.pages.forms import labelled
from harimi.service.pages.forms_places import OfOrganization
from harimi.service.pages.outlets.forms import site_field
from harimi.service.pages.outlets.words import COUNTRIES
from harimi.service.pages.texts import text

SERVER = ("url", "user", "password", "folder")
LANGUAGES = (("ja", "日本語"), ("en", "English"))


class LedgerForm(OfOrganization):
    """A ledger by mail or by SFTP; of one that is `kept` the password is left empty where it stays."""

    def __init__(self, *args: Any, way: str, organizations: Sequence[Organization], kept: bool = False, **fields: Any) -> None:
        super().__init__(*args, organizations=organizations, **fields)
        self.way = way
        forms_of = [(one.value, text(f"ledger.form.{one.value}")) for one in Ledger.Form]
        self.fields["form"] = forms.ChoiceField(choices=forms_of)
        self.fields["language"] = forms.ChoiceField(choices=LANGUAGES)
        self.fields["day"] = forms.IntegerField(min_value=1, max_value=LAST_DAY, initial=3)
        self.fields["site"] = site_field(organizations)
        if way == Ledger.Way.MAIL:
            self.fields["reader"] = _reader(organizations)
        else:
            self._add_server(kept=kept)
        labelled(self, "ledger")
        if "password" in self.fields and not kept:
            self.fields["password"].help_text = ""

    @property
    def own(self) -> list[forms.BoundField]:
        """Where it goes."""
        return [self[name] for name in (("reader",) if self.way == Ledger.Way.MAIL else SERVER)]

    def wanted(self) -> Wanted:
        """The form as a ledger."""
        data = self.cleaned_data
        told = (data["name"], self.way, data["form"], data["language"], data["day"], data["site"], data.get("reader"))
        server = {name: data[name] for name in SERVER} if self.way == Ledger.Way.SFTP else None
        return Wanted(*told, server, data.get("recipient", ""), data.get("country", ""))

    def _add_server(self, *, kept: bool) -> None:
        left_out = ("folder", "password") if kept else ("folder",)
        for name in SERVER:
            hidden = forms.PasswordInput(attrs={"autocomplete": "off"}) if name == "password" else forms.TextInput()
            self.fields[name] = forms.CharField(max_length=500, required=name not in left_out, widget=hidden)
        self.fields["recipient"] = forms.CharField(max_length=120)
        self.fields["country"] = forms.ChoiceField(choices=[(one, text(f"country.{one}")) for one in COUNTRIES])


def _reader(organizations: Sequence[Organization]) -> "forms.ModelChoiceField[User]":
    """Members who may see who lives where."""
    people = {one.pk for where in organizations for one in members_who(where, Action.SEE_PEOPLE)}
    found = User.objects.filter(pk__in=people)
    field = forms.ModelChoiceField(found, empty_label=None)
    field.choices = [(one.pk, one.email) for one in found.order_by("email")]
    return field
