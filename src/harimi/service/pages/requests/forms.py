"""What somebody types who makes a request. A field of the public page is an item of the policy (`FIELDS`)."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms

from harimi.service.pages.forms import NameField, PostalCodeField, labelled
from harimi.service.pages.texts import spoken, text
from harimi.service.privacy.models import Recipient
from harimi.service.requests.kinds import facts
from harimi.service.requests.models import Request
from harimi.service.requests.opening import MOST, Asker, Demand
from harimi.service.requests.words import CLAIMS, said

FIELDS: Mapping[str, str] = {
    "wanted": "contract_data",
    "claim": "contract_data",
    "recipient": "contract_data",
    "form": "contract_data",
    "name": "name",
    "email": "mail",
    "postal_code": "address",
    "address": "address",
    "agent": "contract_data",
    "agent_name": "name",
}
Kind = Request.Kind
_OPTIONAL = (Kind.PURPOSE_NOTICE, Kind.DISCLOSURE, Kind.PROVISION_RECORDS)
"""Kinds that need no words: they are about everything unless something is said."""


class DemandForm(forms.Form):
    """A request of one kind; what the kind does not need is not asked."""

    claim = forms.ChoiceField(widget=forms.RadioSelect)
    recipient = forms.ChoiceField(required=False)
    wanted = forms.CharField(max_length=MOST, widget=forms.Textarea(attrs={"rows": 5}))
    form = forms.ChoiceField(widget=forms.RadioSelect, initial=Request.Form.ELECTRONIC)

    def __init__(self, *args: Any, kind: str, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.kind, told = kind, facts(kind)
        self._choose("claim", [(one, said(CLAIMS[one], spoken())) for one in told.claims] if len(told.claims) > 1 else [])
        self._choose("recipient", _recipients() if kind == Kind.PROVISION_STOP else [])
        self._choose("form", [(one, text(f"request.form.{one}")) for one in Request.Form.values] if told.handed_out else [])
        self.fields["wanted"].required = kind not in _OPTIONAL
        labelled(self, "request")
        self.fields["wanted"].label = text(f"request.wanted.{kind}")

    def demand(self) -> Demand:
        """What was typed."""
        typed, claims = self.cleaned_data, facts(self.kind).claims
        claim = typed.get("claim") or (claims[0] if len(claims) == 1 else "")
        told = {name: typed.get(name) or "" for name in ("recipient", "agent", "agent_name")}
        return Demand(self.kind, typed["wanted"], typed.get("form") or Request.Form.ELECTRONIC, claim, **told)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        if choices:
            cast("forms.ChoiceField", self.fields[name]).choices = choices
        else:
            del self.fields[name]


class MemberForm(DemandForm):
    """Of somebody signed in: about themselves, or an organization that they own."""

    who = forms.ChoiceField(widget=forms.RadioSelect)
    name = NameField(max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    postal_code = PostalCodeField(required=False, widget=forms.TextInput(attrs={"autocomplete": "postal-code"}))
    address = forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "street-address"}))
    field_order = ("who", "claim", "recipient", "wanted", "form", "name", "postal_code", "address")

    def __init__(self, *args: Any, whose: list[tuple[str, str]], **fields: Any) -> None:
        super().__init__(*args, **fields)
        if "form" not in self.fields:
            for name in ("name", "postal_code", "address"):
                del self.fields[name]
        cast("forms.ChoiceField", self.fields["who"]).choices = whose
        self.fields["who"].initial = whose[0][0]

    def clean(self) -> dict[str, Any]:
        """Paper goes to somebody, somewhere."""
        typed = super().clean() or {}
        if typed.get("form") == Request.Form.PAPER and not all(typed.get(name) for name in ("name", "postal_code", "address")):
            self.add_error("address", text("request.error.paper"))
        return typed

    def to(self) -> Asker | None:
        """Where paper goes; None where none does."""
        typed = self.cleaned_data
        if typed.get("form") != Request.Form.PAPER:
            return None
        return Asker(typed["name"], "", typed["postal_code"], typed["address"])


class StrangerForm(DemandForm):
    """Of somebody who is not signed in, or of an agent."""

    name = NameField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    postal_code = PostalCodeField(required=False, widget=forms.TextInput(attrs={"autocomplete": "postal-code"}))
    address = forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "street-address"}))
    agent = forms.ChoiceField(widget=forms.RadioSelect, required=False, initial="")
    agent_name = NameField(max_length=120, required=False)
    field_order = ("claim", "recipient", "wanted", "form", "name", "email", "postal_code", "address", "agent", "agent_name")

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        agents = [(one, text(f"request.agent.{one or 'none'}")) for one in ("", Request.Agent.LEGAL, Request.Agent.APPOINTED)]
        cast("forms.ChoiceField", self.fields["agent"]).choices = agents

    def clean(self) -> dict[str, Any]:
        """An agent says who they are; paper goes to an address."""
        typed = super().clean() or {}
        if typed.get("agent") and not typed.get("agent_name"):
            self.add_error("agent_name", text("request.error.agent"))
        if typed.get("form") == Request.Form.PAPER and not (typed.get("address") and typed.get("postal_code")):
            self.add_error("address", text("request.error.paper"))
        return typed

    def asker(self) -> Asker:
        """Who asks, as they say."""
        typed = self.cleaned_data
        return Asker(typed["name"], typed["email"], typed["postal_code"], typed["address"])


def _recipients() -> list[tuple[str, str]]:
    """To whom something may be provided at all."""
    rows = Recipient.objects.filter(ended_at=None).exclude(basis=Recipient.Basis.OWN).order_by("name")
    return [("", text("request.recipient_any")), *rows.values_list("pk", "name")]
