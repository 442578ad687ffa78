"""How allauth behaves here."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from harimi.service.accounts.agreements import is_asked
from harimi.service.accounts.models import User
from harimi.service.egress.classes import MailClass
from harimi.service.privacy.gate import using

MAILS: Mapping[str, tuple[MailClass, str]] = {
    "account/email/password_reset_key": (MailClass.VERIFICATION, "identity_check"),
    "account/email/unknown_account": (MailClass.VERIFICATION, "identity_check"),
    "account/email/email_confirmation": (MailClass.VERIFICATION, "registration"),
    "account/email/email_confirmation_signup": (MailClass.VERIFICATION, "registration"),
    "account/email/account_already_exists": (MailClass.VERIFICATION, "registration"),
}
"""The class of each mail, and what it is for, bound to its template; a template that stands not here is not sent.

All of them go to an address that somebody typed, so that only its owner can go on.
"""
FOUND = 302


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves: accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def post_login(self, request: HttpRequest, user: User, **told: Any) -> HttpResponse:
        """Whoever signs in is asked for their agreement where a version of the policy needs it, and goes on from there."""
        answer: HttpResponse = super().post_login(request, user, **told)
        if answer.status_code != FOUND or not is_asked(user):
            return answer
        return redirect(f"{reverse('agreement')}?{urlencode({'next': answer['Location']})}")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends one of allauth's mails for its purpose."""
        user = User.objects.filter(email=email.strip().lower()).first()
        _, purpose = MAILS[template_prefix]
        with using(purpose, subject=None if user is None else user.subject_id):
            super().send_mail(template_prefix, email, context)
