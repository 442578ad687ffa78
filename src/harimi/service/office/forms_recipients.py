"""What privacy officers type about recipients and about handing something over without consent."""

from typing import Any

from django import forms

from harimi.service.accounts.models import Organization, User
from harimi.service.office.customers import found
from harimi.service.pages.forms import labelled
from harimi.service.pages.texts import spoken, text
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Recipient
from harimi.service.privacy.services import SERVICES
from harimi.service.third_parties.models import Approval
from harimi.service.third_parties.requests_kept import LARGEST

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOST = 2_000
"""Letters of a finding."""


def _named(told: Any) -> str:
    return str(told.ja if spoken() == "ja" else told.en)


def _items() -> list[tuple[str, str]]:
    return [(name, _named(one)) for name, one in current().items.items() if one.collectable]


def _words(codes: Any, kind: str) -> list[tuple[str, str]]:
    return [(one, text(f"{kind}.{one}")) for one in codes]


class RecipientForm(forms.Form):
    """A recipient for the register."""

    id = forms.SlugField(max_length=40)
    name = forms.CharField(max_length=120)
    country = forms.RegexField(r"^[A-Z]{2}$", max_length=2, initial="JP")
    service = forms.ChoiceField()
    host = forms.CharField(max_length=200)
    basis = forms.ChoiceField(widget=forms.RadioSelect)
    items = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    purposes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    contract_on = forms.DateField(required=False, widget=_DAY)
    deletion_clause = forms.BooleanField(required=False)
    review_by = forms.DateField(required=False, widget=_DAY)
    foreign_route = forms.ChoiceField(required=False)
    measures_document = forms.CharField(max_length=120, required=False)
    measures_check_by = forms.DateField(required=False, widget=_DAY)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "recipient")
        told = {
            "service": _words(SERVICES, "recipient.service"),
            "basis": _words(Recipient.Basis.values, "recipient.basis"),
            "items": _items(),
            "purposes": [(name, _named(one)) for name, one in current().purposes.items()],
            "foreign_route": [("", text("recipient.route.none")), *_words(Recipient.Route.values, "recipient.route")],
        }
        for name, choices in told.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a field of choices has them


class ApprovalForm(forms.Form):
    """Leave to hand something over, with the findings of its ground."""

    who = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    recipient = forms.ModelChoiceField(Recipient.objects.none(), empty_label=None)
    ground = forms.ChoiceField(widget=forms.RadioSelect)
    items = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    necessity = forms.CharField(max_length=MOST, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    difficulty = forms.CharField(max_length=MOST, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    body = forms.CharField(max_length=120, required=False)
    statute = forms.CharField(max_length=80, required=False)
    article = forms.CharField(max_length=40, required=False)
    request = forms.FileField(required=False, widget=forms.FileInput(attrs={"accept": "application/pdf"}))
    tells = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "approval")
        told = {
            "ground": _words(Approval.Ground.values, "approval.ground"),
            "items": _items(),
            "tells": _words(Approval.Tells.values, "approval.tells"),
        }
        for name, choices in told.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a field of choices has them
        registered = Recipient.objects.filter(ended_at=None).exclude(basis=Recipient.Basis.OWN).order_by("name", "pk")
        chosen: Any = self.fields["recipient"]
        chosen.queryset, chosen.label_from_instance = registered, lambda one: f"{one.name} ({one.country})"

    def clean_who(self) -> User | Organization:
        """A mail address is a person's; a number or a whole name a customer's, where nobody else has that name."""
        typed = self.cleaned_data["who"].strip()
        person = User.objects.filter(email=typed.lower()).first() if "@" in typed else None
        customers = [] if "@" in typed else list(found(typed)[:2])
        if person is None and len(customers) != 1:
            raise forms.ValidationError(text("approval.error.nobody"))
        return person or customers[0]

    def clean_request(self) -> bytes:
        """The file's bytes, no more of them than are taken."""
        sent = self.cleaned_data["request"]
        if sent is None:
            return b""
        if sent.size > LARGEST:
            raise forms.ValidationError(text("approval.error.request"))
        read: bytes = sent.read()
        return read


class RecipientStepForm(forms.Form):
    """A step about a recipient: days, words and codes, as far as the step has them."""

    finding = forms.CharField(max_length=8, required=False)
    document = forms.CharField(max_length=120, required=False)
    next_by = forms.DateField(required=False)
    name = forms.CharField(max_length=120, required=False)
    country = forms.CharField(max_length=2, required=False)
    route = forms.CharField(max_length=12, required=False)
    sub = forms.IntegerField(min_value=1, required=False)
