"""Where the card provider tells what happened: only with its signature, and only little at a time."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from harimi.service.egress.cards import provider
from harimi.service.egress.cards.hooks import ForgedError, verified
from harimi.service.payments.cards.events import receive

LONGEST = 512_000
"""Bytes of an event; the provider's are a few thousand."""


@csrf_exempt
@require_POST
def stripe_hook(request: HttpRequest) -> HttpResponse:
    """Answered once the event is kept; a worker does it. The same one twice is one."""
    if not provider.taken():
        raise Http404
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > LONGEST:
        return HttpResponse(status=413)
    try:
        told = verified(request.body, request.headers.get("Stripe-Signature", ""))
    except ForgedError:
        return HttpResponse(status=400)
    receive(told)
    return HttpResponse(status=200)
