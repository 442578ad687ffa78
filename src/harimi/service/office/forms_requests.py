"""What staff type about requests under clauses 6 to 8."""

from typing import Any, cast

from django import forms

from harimi.service.pages.forms import NameField, PostalCodeField, date_field, labelled
from harimi.service.pages.texts import spoken, text
from harimi.service.privacy.days import today
from harimi.service.requests.kinds import facts
from harimi.service.requests.models import Request
from harimi.service.requests.opening import MOST, Asker, Demand
from harimi.service.requests.words import CLAIMS, KINDS, said


class ArrivedForm(forms.Form):
    """A request that came on paper or by mail, as it says."""

    kind = forms.ChoiceField()
    channel = forms.ChoiceField(widget=forms.RadioSelect)
    arrived_on = date_field()
    name = NameField(max_length=120)
    email = forms.EmailField(max_length=254, required=False)
    postal_code = PostalCodeField(required=False)
    address = forms.CharField(max_length=200, required=False)
    wanted = forms.CharField(max_length=MOST, widget=forms.Textarea(attrs={"rows": 5}))
    claim = forms.ChoiceField(required=False)
    form = forms.ChoiceField(widget=forms.RadioSelect)
    agent = forms.ChoiceField(required=False)
    agent_name = NameField(max_length=120, required=False)
    language = forms.ChoiceField(choices=(("ja", "日本語"), ("en", "English")))

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        channels = (Request.Channel.PAPER, Request.Channel.MAIL)
        self._choose("kind", [(kind, said(pair, spoken())) for kind, pair in KINDS.items()])
        self._choose("channel", [(one, text(f"request.channel.{one}")) for one in channels])
        self._choose("claim", [("", ""), *((claim, said(pair, spoken())) for claim, pair in CLAIMS.items())])
        self._choose("form", [(one, text(f"request.form.{one}")) for one in Request.Form.values])
        self._choose("agent", [(one, text(f"request.agent.{one or 'none'}")) for one in ("", "legal", "appointed")])
        labelled(self, "requests")

    def clean_arrived_on(self) -> Any:
        """A day that has come."""
        day = self.cleaned_data["arrived_on"]
        if day > today():
            raise forms.ValidationError(text("requests.future"))
        return day

    def clean(self) -> dict[str, Any]:
        """A claim of that kind, and some way to reach them."""
        typed = super().clean() or {}
        if not (typed.get("email") or (typed.get("address") and typed.get("postal_code"))):
            self.add_error("address", text("request.error.reach"))
        claims = facts(typed["kind"]).claims if typed.get("kind") else ()
        if len(claims) > 1 and typed.get("claim") not in claims:
            self.add_error("claim", text("request.error.claim"))
        if typed.get("agent") and not typed.get("agent_name"):
            self.add_error("agent_name", text("request.error.agent"))
        return typed

    def demand(self) -> Demand:
        """What is demanded."""
        typed = self.cleaned_data
        claims = facts(typed["kind"]).claims
        claim = typed["claim"] if len(claims) > 1 else claims[0] if claims else ""
        return Demand(typed["kind"], typed["wanted"], typed["form"], claim, "", typed["agent"], typed["agent_name"])

    def asker(self) -> Asker:
        """Who asks, as they say."""
        typed = self.cleaned_data
        return Asker(typed["name"], typed["email"], typed["postal_code"], typed["address"])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices


class StepForm(forms.Form):
    """What a step of a request may bring along."""

    words = forms.CharField(max_length=MOST, required=False)
    typed = forms.CharField(max_length=200, required=False)
    subject = forms.UUIDField(required=False)
    check = forms.IntegerField(required=False)
    item = forms.CharField(max_length=40, required=False)
    purpose = forms.CharField(max_length=40, required=False)
    recipient = forms.CharField(max_length=40, required=False)
    value = forms.CharField(max_length=40, required=False)
    outcome = forms.CharField(max_length=12, required=False)
    ground = forms.CharField(max_length=14, required=False)
    confirmed = forms.CharField(max_length=3, required=False)
