"""What people type about their own account."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from harimi.service.accounts.models import User
from harimi.service.pages.texts import text


class JoinForm(forms.Form):
    """A first password, and yes to the policy and the terms of use whose numbers stand in `versions`."""

    password = forms.CharField(strip=False, max_length=128)
    agreed = forms.BooleanField()
    versions = forms.CharField()

    def __init__(self, *args: Any, email: str, versions: str, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.email, self.in_force = email, versions
        self.fields["agreed"].error_messages["required"] = text("invitation.must_agree")

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.email))
        return password

    def clean_versions(self) -> str:
        """Nobody agrees to another text than the one that they were shown."""
        if self.cleaned_data["versions"] != self.in_force:
            raise ValidationError(text("invitation.changed"))
        return self.in_force
