"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from harimi.service.accounts.models import User
from harimi.service.privacy.gate import using

PURPOSES = {
    "account/email/password_reset_key": "identity_check",
    "account/email/unknown_account": "identity_check",
    "account/email/email_confirmation": "registration",
    "account/email/email_confirmation_signup": "registration",
    "account/email/account_already_exists": "registration",
    "account/email/invitation": "registration",
}
"""What each mail is for. The class of a mail is bound to its template; a template that stands not here is not sent."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves: accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends one of allauth's mails for its purpose."""
        user = User.objects.filter(email=email.strip().lower()).first()
        with using(PURPOSES[template_prefix], subject=None if user is None else user.subject_id):
            super().send_mail(template_prefix, email, context)
