"""What people do to cameras, as the list of activities tells it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from harimi.service.accounts.activity import declare, note
from harimi.service.accounts.models import Organization, User
from harimi.service.devices.models import Device


def note_device(device: Device, what: str, actor: User | None) -> None:
    """Keeps that somebody did something to a camera; call it in the transaction in which it is done."""
    note(device.organization, f"device.{what}", actor=actor, about=device.pk)


def note_devices(devices: Sequence[Device], what: str, actor: User | None) -> None:
    """The same for several at once: one line for each organization, with how many of its cameras it concerned."""
    if len(devices) == 1:
        note_device(devices[0], what, actor)
        return
    counts = Counter(one.organization_id for one in devices)
    for organization in Organization.objects.filter(pk__in=counts):
        note(organization, f"cameras.{what}", actor=actor, count=counts[organization.pk])


def _devices(ids: Collection[str]) -> Mapping[str, str]:
    return {str(pk): name for pk, name in Device.objects.filter(pk__in=map(UUID, ids)).values_list("pk", "name")}


_LIFE = (
    "connected",
    "claimed",
    "renamed",
    "installed",
    "taken_off",
    "settings",
    "asleep",
    "awake",
    "stopped",
    "fault",
    "replaced",
)
_KEYS = ("token_made", "token_revoked")
_TOLD = ("told_shoot", "told_report", "told_restart", "told_renew_token", "told_wipe")
declare("device", *_LIFE, *_KEYS, *_TOLD, names=_devices)
declare("cameras", "settings", "asleep", "awake", *_TOLD, names=lambda _: {})
