"""What staff have read once more: customers, or places and meters of one; each name shown is a look that its owner sees."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import Http404

from harimi.service.accounts.models import Organization, User
from harimi.service.meters.models import Meter, Site
from harimi.service.pages.ids import known_id
from harimi.service.privacy.keys import unlock
from harimi.service.privacy.looks import Look, looking

MOST = 500
"""Names to choose from on a page."""
KINDS: dict[str, type[Organization | Site | Meter]] = {"organization": Organization, "site": Site, "meter": Meter}


@dataclass(frozen=True, slots=True)
class Choice:
    """One to choose: `key` is what a form sends, such as `site:<id>`; a meter's name has its place before it."""

    key: str
    name: str

    @property
    def id(self) -> str:
        """Its id alone."""
        return self.key.partition(":")[2]


def names(listed: Sequence[Organization], staff: User, purpose: str) -> list[Choice]:
    """Those of them that may be looked at for a purpose and whose names can still be read."""
    readable = unlock(one.subject_id for one in listed)
    with looking(Look(staff.subject_id, purpose, ("name",)), [one for one in listed if one.subject_id in readable]) as seen:
        return [Choice(f"organization:{one.pk}", one.name) for one in seen]


def parts_of(organization: Organization, staff: User) -> list[Choice]:
    """A customer's places, each with its meters below."""
    with looking(Look(staff.subject_id, "provision", ("place", "contract_data")), [organization]) as seen:
        sites = Site.objects.filter(organization__in=[one.pk for one in seen]).prefetch_related("meters")
        return [choice for site in sites.order_by("id")[:MOST] for choice in _site(site)]


def _site(site: Site) -> list[Choice]:
    meters = sorted(site.meters.all(), key=lambda one: one.name)
    return [Choice(f"site:{site.pk}", site.name), *(Choice(f"meter:{one.pk}", f"{site.name} › {one.name}") for one in meters)]


def chosen(keys: Iterable[str]) -> Sequence[Organization | Site | Meter]:
    """What a form's keys name. Raises `Http404` for what there is not."""
    return [_one(*key.partition(":")[::2]) for key in dict.fromkeys(keys)]


def _one(kind: str, typed: str) -> Organization | Site | Meter:
    found = KINDS[kind].objects.filter(pk=known_id(typed)).first() if kind in KINDS else None
    if found is None:
        raise Http404
    return found
