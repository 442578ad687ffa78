"""What people type about tokens of the API."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from harimi.service.accounts.api_tokens import LONGEST_NAME, Scope
from harimi.service.accounts.models import Organization
from harimi.service.pages.forms import NameField, labelled
from harimi.service.pages.forms_places import OfOrganization
from harimi.service.pages.texts import text

DAYS = (30, 90, 365, 0)
"""For how long a token may be good; 0 for ever."""


class TokenForm(OfOrganization):
    """A token: what it is for, what it may be used for, and for how long."""

    name = NameField(max_length=LONGEST_NAME)

    def __init__(self, *args: Any, organizations: Sequence[Organization], **fields: Any) -> None:
        super().__init__(*args, organizations=organizations, **fields)
        days = [(n, text("tokens.for_days", days=n) if n else text("tokens.for_ever")) for n in DAYS]
        self.fields["scopes"] = forms.MultipleChoiceField(choices=[(one.value, one.value) for one in Scope])
        self.fields["days"] = forms.TypedChoiceField(coerce=int, choices=days, initial=DAYS[2])
        labelled(self, "tokens")

    @property
    def chosen(self) -> list[tuple[str, bool]]:
        """Each scope, and whether it is wanted."""
        data: Any = self.data
        wanted = data.getlist("scopes") if self.is_bound else ()
        return [(one.value, one.value in wanted) for one in Scope]

    def expires_at(self) -> datetime | None:
        """The end; None where there is none."""
        days: int = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=days) if days else None
