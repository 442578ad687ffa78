"""By which a camera is known: made, shown once, renewed with an overlap, revoked at once."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from harimi.service.devices.models import Device, DeviceToken
from harimi.service.devices.mqtt_hash import mosquitto_hash

OVERLAP = timedelta(days=7)
"""How long the tokens before stay good, for a camera that has not heard of the new one."""
SETTLED = timedelta(hours=1)
"""How long they stay good once the new one was used."""
NOTED = timedelta(hours=1)
"""How exactly it is known when a token was used last; that its camera spoke is known to the minute."""
WORKING = {"device__stopped_at": None, "device__organization__ended_at": None}
"""Whose tokens are good at all."""
END = 4
"""Characters of a token that are kept, to tell tokens apart."""


@transaction.atomic
def make_token(device: Device) -> str:
    """A new token, which is told this once and never again; those before it are good for `OVERLAP` yet."""
    token = f"hc_{secrets.token_urlsafe(32)}"
    _end_by(device.tokens.all(), timezone.now() + OVERLAP)
    DeviceToken.objects.create(device=device, hash=hashed(token), end=token[-END:], broker_hash=mosquitto_hash(token))
    return token


def by_token(token: str) -> Device | None:
    """The working device that owns the token, with its organization, which may be suspended."""
    if not token:
        return None
    now = timezone.now()
    good = Q(until=None) | Q(until__gt=now)
    found = DeviceToken.objects.filter(good, hash=hashed(token), **WORKING).select_related("device__organization").first()
    if found is None:
        return None
    if found.used_at is None or found.used_at < now - NOTED:
        _used(found, now)
    return found.device


def good_tokens(device: Device) -> list[DeviceToken]:
    """Those by which the camera is known now, newest first."""
    now = timezone.now()
    return list(device.tokens.filter(Q(until=None) | Q(until__gt=now)).order_by("-made_at", "-pk"))


def revoke(token: DeviceToken) -> None:
    """It is good no more, from this moment on."""
    DeviceToken.objects.filter(pk=token.pk).update(until=timezone.now())


def hashed(token: str) -> str:
    """A token holds 256 bits of chance: a plain hash of it cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def forget_ended(now: datetime | None = None) -> int:
    """Deletes tokens that ended a month ago; how many."""
    return DeviceToken.objects.filter(until__lt=(now or timezone.now()) - timedelta(days=30)).delete()[0]


def _used(token: DeviceToken, now: datetime) -> None:
    with transaction.atomic():
        if token.used_at is None:
            _end_by(DeviceToken.objects.filter(device=token.device_id, made_at__lt=token.made_at), now + SETTLED)
        DeviceToken.objects.filter(pk=token.pk).update(used_at=now)


def _end_by(tokens: QuerySet[DeviceToken], until: datetime) -> None:
    tokens.filter(Q(until=None) | Q(until__gt=until)).update(until=until)
