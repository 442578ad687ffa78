"""Which version of the policy asks for agreement, if any does."""

import time

from harimi.service.privacy.models import PolicyPublication

REMEMBERED = 60.0
"""Seconds for which a process remembers that no version asks: pages look at each request whether there is a question."""
_none_until = 0.0


def newest_asking() -> PolicyPublication | None:
    """The newest version that asks; who agrees to it agrees to all before it. It asks from the day it is published."""
    return PolicyPublication.objects.filter(consent_required=True).order_by("number").last()


def remembered_asking() -> PolicyPublication | None:
    """The same for a page that asks by the way: it may learn of a new question a minute late."""
    global _none_until
    if time.monotonic() < _none_until:
        return None
    found = newest_asking()
    _none_until = 0.0 if found else time.monotonic() + REMEMBERED
    return found


def forget() -> None:
    """A version was published in this process."""
    global _none_until
    _none_until = 0.0
