"""What accounts, sign-in and its second step hold about people and organizations."""

from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from harimi.service.accounts.models import Invitation, SignedIn, User
from harimi.service.privacy.holdings import hold, nobodys
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    hold(
        Subject.Kind.PERSON,
        {
            "account_emailaddress": "user__subject",
            "account_emailconfirmation": "email_address__user__subject",
            "accounts_invitation": _invitations,
            "accounts_membership": "user__subject",
            "accounts_signedin": "user__subject",
            "accounts_user": "subject",
            "accounts_user_groups": "user__subject",
            "accounts_user_user_permissions": "user__subject",
            "django_session": _sessions,
            "mfa_authenticator": "user__subject",
        },
    )
    hold(
        Subject.Kind.ORGANIZATION,
        {
            "accounts_activity": "organization__subject",
            "accounts_apianswer": "token__organization__subject",
            "accounts_apitoken": "organization__subject",
            "accounts_invitation": "organization__subject",
            "accounts_membership": "organization__subject",
            "accounts_organization": "subject",
        },
    )
    nobodys("cache", "by an address that tried to sign in, for a day at most")


def _invitations(subject: UUID) -> QuerySet[Invitation]:
    """Those that were sent to the person's mail address."""
    return Invitation.objects.filter(email__in=User.objects.filter(subject=subject).values("email"))


def _sessions(subject: UUID) -> QuerySet[Session]:
    """The browsers in which the person is signed in."""
    return Session.objects.filter(session_key__in=SignedIn.objects.filter(user__subject=subject).values("session_key"))
