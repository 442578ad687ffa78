"""Where somebody finds their case: members in My Account, strangers behind a link that nobody can guess."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from harimi.service.support.models import Case

_SIGNED_AS = "support.case"


def token_of(case: Case) -> str:
    """Opens a stranger's case, as long as there is one. It is the same in every mail, so that none of them leads nowhere."""
    return Signer(salt=_SIGNED_AS).sign(case.pk.hex).replace(":", "-", 1)


def by_token(token: str) -> Case | None:
    """A stranger's case that a link in a mail leads to."""
    try:
        known = Signer(salt=_SIGNED_AS).unsign(token.replace("-", ":", 1))
    except BadSignature:
        return None
    return Case.objects.filter(pk=UUID(known)).exclude(email="").first()


def link_to(case: Case) -> str:
    """The address of the case's page for whoever asked."""
    path = reverse("own_case", args=[token_of(case)]) if case.email else reverse("case", args=[case.pk])
    return f"{settings.HARIMI.url}{path}"
