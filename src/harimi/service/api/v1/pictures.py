"""Addresses under which a photograph is fetched for some minutes without a token, so that a page or a letter can show it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from harimi.service.accounts.access import Action, may
from harimi.service.accounts.api_tokens import Scope, by_id
from harimi.service.api.v1.caller import Caller, missing
from harimi.service.api.v1.limiting import count_shown
from harimi.service.captures.models import Cut
from harimi.service.captures.pictures import small
from harimi.service.platform.blobs import BlobMissingError, blobs

LASTS = timedelta(minutes=10)
_SALT = "api.v1.photograph"


def address_of(cut: Cut, who: Caller) -> tuple[str, datetime]:
    """Where the photograph is fetched, and until when. It ends before where the token does."""
    signed = _signer().sign_object([cut.pk, str(who.token.pk)])
    return f"{settings.HARIMI.url}{reverse('api-v1:get_photograph_file', args=[signed])}", timezone.now() + LASTS


def fetched(request: HttpRequest, signed: str, wide: int | None) -> HttpResponse:
    """The photograph behind an address, `wide` pixels wide or as it is kept; a problem where it leads nowhere any more."""
    try:
        pk, token_id = _signer().unsign_object(signed, max_age=LASTS)
    except signing.BadSignature as error:
        raise missing() from error
    token = by_id(UUID(token_id))
    if token is None or Scope.PHOTOGRAPHS_READ not in token.scopes or not may(token.maker, token.organization, Action.SEE):
        raise missing()
    count_shown(request, token)
    cut = Cut.objects.filter(pk=pk, installation__meter__site__organization=token.organization_id).first()
    if cut is None:
        raise missing()
    return _shown(cut, wide)


def _signer() -> signing.TimestampSigner:
    """Made when it is needed: whoever only wants to know which addresses there are has no key."""
    return signing.TimestampSigner(salt=_SALT)


def _shown(cut: Cut, wide: int | None) -> HttpResponse:
    try:
        kept = blobs().get(cut.blob)
    except BlobMissingError as error:
        raise missing() from error
    answer = HttpResponse(kept if wide is None else small(kept, wide), content_type="image/jpeg")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
