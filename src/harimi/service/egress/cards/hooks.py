"""What the card provider tells by itself: believed only with its signature, and only while that is fresh."""

from django.conf import settings

from harimi.service.egress.cards import values
from harimi.service.egress.cards.values import Told

TOLERANCE = 300
"""Seconds by which a signature may be old; the provider signs anew each time it repeats itself."""


class ForgedError(ValueError):
    """Not signed by the provider, too late, or no event at all."""


def verified(body: bytes, signature: str) -> Told:
    """The event. Raises a `ForgedError`."""
    import stripe

    if not settings.HARIMI.card_secret:
        raise ForgedError
    try:
        return values.told(stripe.Webhook.construct_event(body, signature, settings.HARIMI.card_secret, TOLERANCE).to_dict())
    except (stripe.SignatureVerificationError, ValueError, KeyError, IndexError, TypeError, AttributeError):
        raise ForgedError from None
