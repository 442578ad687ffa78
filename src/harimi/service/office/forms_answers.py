"""What staff type about answers that are kept ready."""

from typing import TYPE_CHECKING, Any

from django import forms

from harimi.service.pages.forms import labelled
from harimi.service.pages.texts import text
from harimi.service.support.models import ReadyAnswer
from harimi.service.support.ready_answers import unknown_places

if TYPE_CHECKING:
    _Form = forms.ModelForm[ReadyAnswer]
else:
    _Form = forms.ModelForm


class ReadyAnswerForm(_Form):
    """An answer in both languages."""

    class Meta:
        model = ReadyAnswer
        fields = ("title", "body_ja", "body_en")

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "answers")

    def clean_body_ja(self) -> str:
        """Without places that nothing fills."""
        return _known(self.cleaned_data["body_ja"])

    def clean_body_en(self) -> str:
        """The same."""
        return _known(self.cleaned_data["body_en"])


def _known(body: str) -> str:
    unknown = unknown_places(body)
    if unknown:
        raise forms.ValidationError(text("answers.unknown", place=f"{{{unknown[0]}}}"))
    return body
