"""What people do to meters, places and tenants, as the list of activities tells it."""

from collections.abc import Collection, Mapping
from uuid import UUID

from harimi.service.accounts.activity import declare, note
from harimi.service.accounts.models import User
from harimi.service.meters.models import Meter, Site, Tenant


def note_meter(meter: Meter, what: str, actor: User | None) -> None:
    """Keeps that somebody did something to a meter; call it in the transaction in which it is done."""
    note(meter.site.organization, f"meter.{what}", actor=actor, about=meter.pk)


def _meters(ids: Collection[str]) -> Mapping[str, str]:
    return {str(pk): name for pk, name in Meter.objects.filter(pk__in=map(UUID, ids)).values_list("pk", "name")}


def _sites(ids: Collection[str]) -> Mapping[str, str]:
    return {str(one.pk): one.name for one in Site.objects.filter(pk__in=map(UUID, ids)).select_related("organization")}


def _tenants(ids: Collection[str]) -> Mapping[str, str]:
    return {str(one.pk): one.name for one in Tenant.objects.filter(pk__in=map(UUID, ids)).select_related("organization")}


_LIFE = ("registered", "described", "settings", "exchanged", "paused", "resumed", "retired", "taken_back", "let", "emptied")
_LOOKS = ("face", "view_forgotten", "camera_connected", "camera_stopped", "camera_moved", "corrected", "unreadable")
declare("meter", *_LIFE, *_LOOKS, names=_meters)
declare("place", "made", "changed", names=_sites)
declare("tenant", "made", "renamed", names=_tenants)
