"""Where somebody finds their request: members in My Account, strangers behind a link that nobody can guess."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from harimi.service.requests.models import Request

_SIGNED_AS = "requests.request"


def token_of(request: Request) -> str:
    """Opens a stranger's request. What is disclosed needs a proof of identity besides."""
    return Signer(salt=_SIGNED_AS).sign(request.pk.hex).replace(":", "-", 1)


def by_token(token: str) -> Request | None:
    """A stranger's request that a link leads to."""
    try:
        known = Signer(salt=_SIGNED_AS).unsign(token.replace("-", ":", 1))
    except BadSignature:
        return None
    return Request.objects.filter(pk=UUID(known)).exclude(channel=Request.Channel.MY_ACCOUNT).first()


def link_to(request: Request) -> str:
    """The address of its page for whoever asked."""
    mine = request.channel == Request.Channel.MY_ACCOUNT
    path = reverse("request", args=[request.pk]) if mine else reverse("own_request", args=[token_of(request)])
    return f"{settings.HARIMI.url}{path}"
