"""What the service does: its workers, what waits, what failed, its mail and its promises."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from harimi.service.captures.models import UNREAD, Cut
from harimi.service.devices.models import Device
from harimi.service.egress.cards.provider import provider_fault
from harimi.service.egress.mail import carrier_fault
from harimi.service.payments.cards.events import failed as failed_card_events
from harimi.service.platform.models import Heartbeat, OutboxEvent
from harimi.service.privacy.audit import verify
from harimi.service.privacy.profile import ProfileError
from harimi.service.privacy.publication import operator, pending
from harimi.service.project.doctor.findings import Finding, bad, fine, look
from harimi.service.readings.fleet import BAD, fleet
from harimi.service.readings.worker import SILENT

SLOW = timedelta(minutes=10)
"""Photographs that wait longer say that there are too few workers, or none."""


def workers() -> Iterator[Finding]:
    """Somebody reads photographs."""
    now = timezone.now()
    alive = Heartbeat.objects.filter(at__gte=now - SILENT).count()
    if not alive:
        yield bad(
            "workers",
            f"none was at work within {SILENT.seconds} s",
            "start `harimi serve` or `harimi work`; its log says why it ended",
        )
        return
    yield fine("workers", f"{alive} at work")


def waiting() -> Iterator[Finding]:
    """Photographs are read as they come."""
    now, due = timezone.now(), Cut.objects.filter(state__in=UNREAD)
    oldest, count = due.aggregate(at=Min("due_at"))["at"], due.count()
    if oldest is not None and now - oldest > SLOW:
        minutes = round((now - oldest).total_seconds() / 60)
        do = "let more workers work (HARIMI_WORKERS, or `harimi work` on another machine)"
        yield look("photographs", f"{count} wait, the oldest for {minutes} min", do)
    else:
        yield fine("photographs", f"{count} wait")
    failed = Cut.objects.filter(state=Cut.State.FAILED, capture__received_at__gte=now - timedelta(days=7)).count()
    if failed:
        yield look(
            "photographs",
            f"{failed} of the last week could not be read at all",
            "`fault` of captures_cut says why; please report it",
        )
    stuck = OutboxEvent.objects.filter(due_at=None).count()
    if stuck:
        yield look("events", f"{stuck} could not be delivered and were given up", "`fault` of platform_outboxevent says why")


def mail() -> Iterator[Finding]:
    """Mail reaches people."""
    if not settings.HARIMI.smtp_url:
        yield look("mail", "kept on a page for administrators, and sent to nobody", "set HARIMI_SMTP_URL to send it")
        return
    fault = carrier_fault()
    if fault:
        yield bad("mail", f"not sent: {fault}", "`harimi policy recipients` tells how whoever carries it is registered")
        return
    yield fine("mail", "sent by a registered carrier")


def cards() -> Iterator[Finding]:
    """Cards are taken, or nobody wants them to be."""
    key, secret = bool(settings.HARIMI.card_key), bool(settings.HARIMI.card_secret)
    if not (key or secret):
        yield fine("cards", "not taken: HARIMI_STRIPE_KEY and HARIMI_STRIPE_WEBHOOK_SECRET are not set")
        return
    if not (key and secret):
        lacking = "HARIMI_STRIPE_WEBHOOK_SECRET" if key else "HARIMI_STRIPE_KEY"
        yield bad("cards", f"not taken: {lacking} is not set", "set it as well; docs/how/cards.md")
        return
    fault = provider_fault()
    if fault:
        yield bad("cards", f"not taken: {fault}", "`harimi policy recipient list` tells how the provider is registered")
        return
    count = failed_card_events().count()
    if count:
        yield bad("cards", f"{count} events of the provider could not be done", "look at /office/cards and the workers' log")
    else:
        yield fine("cards", "taken: keys are set, and the provider is registered")


def policy() -> Iterator[Finding]:
    """What is published, and what it leaves open."""
    try:
        profile = operator()
    except ProfileError as error:
        yield bad("policy", str(error), "mend the operator's file; docs/how/policy.md shows it")
        return
    if profile.gaps():
        level = bad if profile.name else look
        yield level("policy", f"the operator's file lacks {', '.join(profile.gaps())}", "docs/how/policy.md shows it")
    elif pending(profile):
        yield look("policy", "what is published is older than the operator's file", "`harimi policy publish`")
    else:
        yield fine("policy", "published, without gaps")
    if gaps := profile.commerce_gaps():
        yield bad("commerce", f"consumers are not told {', '.join(gaps)}", "fill in [commerce] in the operator's file")


def audit() -> Iterator[Finding]:
    """Whether anybody changed what was written down of looks and changes."""
    found = verify()
    if found is not None:
        why = f"its chain does not hold at row {found.seq}: {found.why}"
        yield bad("audit", why, "somebody changed it; compare with its anchors")
    else:
        yield fine("audit", "its chain holds")


def cameras() -> Iterator[Finding]:
    """How many cameras need somebody, and for what; whose they are is their owners' to see."""
    everyone = fleet(Device.objects.all(), timezone.now())
    counts = {state: sum(state in one.states for one in everyone) for state in BAD}
    said = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    if said:
        yield look("cameras", f"of {len(everyone)}: {said}", "their owners see them under Cameras, with what to do")
    else:
        yield fine("cameras", f"{len(everyone)}, none of which needs anybody")
