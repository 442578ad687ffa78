"""The picture of an alert, for messages: its bytes, and an address that shows it for a time to whoever has it.

Services that take no bytes fetch a picture once, when it is told of, and keep their own. So the address holds for a day, names
nothing but the alert, and can be made by nobody else.
"""

import ipaddress
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing

from harimi.service.alerts.models import Alert
from harimi.service.captures.pictures import small
from harimi.service.egress.channels.message import Picture
from harimi.service.platform.blobs import BlobMissingError, blobs

PATH = "/alerts/picture/"
LASTS = timedelta(days=1)
WIDE, LARGEST = 1024, 900_000
"""Pixels, and bytes: services take a megabyte."""
_SALT = "picture of an alert"


def picture_of(alert: Alert, words: str) -> Picture | None:
    """What it was seen on; None where there is no picture, or none any more."""
    content = content_of(alert)
    return None if content is None else Picture(content, words, link(alert) if reachable() else "")


def content_of(alert: Alert) -> bytes | None:
    """The picture as a JPEG that every service takes."""
    if alert.attempt is None or alert.attempt.cut is None:
        return None
    try:
        content = small(blobs().get(alert.attempt.cut.blob), WIDE)
    except BlobMissingError:
        return None
    return content if len(content) <= LARGEST else None


def link(alert: Alert) -> str:
    """An address that shows it for a day."""
    return f"{settings.HARIMI.url}{PATH}{signing.TimestampSigner(salt=_SALT).sign(str(alert.pk)).replace(':', '.')}"


def linked(token: str) -> Alert | None:
    """The alert of which somebody was given such an address; None where it was not given, or too long ago."""
    try:
        told = signing.TimestampSigner(salt=_SALT).unsign(token.replace(".", ":"), max_age=LASTS)
    except signing.BadSignature:
        return None
    joined = ("attempt__cut", "organization")
    return Alert.objects.filter(pk=UUID(told)).select_related(*joined).first()


def reachable() -> bool:
    """Whether others can fetch anything here: by https, and a name or address that is not plainly inside."""
    told = urlsplit(settings.HARIMI.url)
    host = told.hostname or ""
    if told.scheme != "https":
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".lan", ".internal", ".localhost", ".home.arpa"))
