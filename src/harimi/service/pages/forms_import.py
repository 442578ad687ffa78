"""A table that people send, and what they say about it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from harimi.service.accounts.models import Organization
from harimi.service.meters.tables import MOST_BYTES
from harimi.service.pages.texts import text

_ACCEPTED = ".csv,.tsv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TableForm(forms.Form):
    """A CSV or Excel file, and whose it is; with a single organization there is nothing to choose."""

    table = forms.FileField(widget=forms.FileInput(attrs={"accept": _ACCEPTED}))
    organization_id = forms.UUIDField(required=False)

    def __init__(self, *args: Any, organizations: Sequence[Organization], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.organizations = organizations
        self.fields["table"].label = text("imports.file")
        self.fields["table"].help_text = text("imports.file_hint", most=MOST_BYTES // 1_000_000)
        self.fields["table"].error_messages = {code: text("imports.file.none") for code in ("required", "empty", "missing")}

    def clean_organization_id(self) -> Organization:
        """The organization that was chosen."""
        wanted = self.cleaned_data["organization_id"]
        found = [one for one in self.organizations if wanted in (None, one.pk)]
        if not found:
            raise forms.ValidationError("")
        return found[0]

    def data_sent(self) -> bytes:
        """The file's bytes, one more than are taken at most: larger ones are refused by that."""
        sent = self.cleaned_data["table"]
        data: bytes = sent.read(MOST_BYTES + 1)
        return data
