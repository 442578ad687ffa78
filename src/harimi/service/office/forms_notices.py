"""A notice as staff type it: in both languages, each as long as the other's."""

from typing import Any

from django import forms

from harimi.service.notices.models import Notice
from harimi.service.notices.publishing import BY_HAND, TEXTS
from harimi.service.pages.forms import labelled
from harimi.service.pages.texts import text


class NoticeForm(forms.Form):
    """All fields are needed: who reads one language alone must not be told less."""

    kind = forms.ChoiceField()
    audience = forms.ChoiceField()
    title_ja = forms.CharField(max_length=100, widget=forms.TextInput(attrs={"lang": "ja"}))
    title_en = forms.CharField(max_length=100, widget=forms.TextInput(attrs={"lang": "en"}))
    body_ja = forms.CharField(max_length=8000, widget=forms.Textarea(attrs={"lang": "ja"}))
    body_en = forms.CharField(max_length=8000, widget=forms.Textarea(attrs={"lang": "en"}))

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "notices")
        self.fields["kind"].choices = [(one, text(f"notices.kind.{one}")) for one in BY_HAND]  # type: ignore[attr-defined]
        audiences = [(one, text(f"notices.audience.{one}")) for one in Notice.Audience.values]
        self.fields["audience"].choices = audiences  # type: ignore[attr-defined]


def of(notice: Notice) -> dict[str, object]:
    """What stands in the form of a draft."""
    return {name: getattr(notice, name) for name in ("kind", "audience", *TEXTS)}
