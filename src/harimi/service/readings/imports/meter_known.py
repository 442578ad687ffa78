"""What an organization has already: its sites, tenants and meters, as a table would name them."""

from dataclasses import dataclass, field
from uuid import UUID

from harimi.service.accounts.models import Organization
from harimi.service.meters.models import Meter, Site, Tenancy, Tenant
from harimi.service.readings.imports.meter_cells import key


@dataclass
class Known:
    """By what people call it; two meters of one name are both there."""

    organization: Organization
    sites: dict[str, Site] = field(default_factory=dict)
    tenants: dict[str, Tenant] = field(default_factory=dict)
    by_serial: dict[str, list[Meter]] = field(default_factory=dict)
    by_name: dict[tuple[str, str], list[Meter]] = field(default_factory=dict)
    times: dict[UUID, list[Tenancy]] = field(default_factory=dict)
    called: dict[UUID, str] = field(default_factory=dict)
    """Names of sites and tenants by their id: each is opened once."""

    def __post_init__(self) -> None:
        for site in self.organization.sites.order_by("-pk"):
            self.add_site(site)
        for tenant in Tenant.objects.filter(organization=self.organization).select_related("organization"):
            self.called[tenant.pk] = tenant.name
            self.tenants[key(tenant.name)] = tenant
        meters = Meter.objects.filter(site__organization=self.organization).select_related("site__organization")
        for meter in meters.prefetch_related("registers"):
            self._add(meter)
        for time in Tenancy.objects.filter(meter__site__organization=self.organization).order_by("since"):
            self.times.setdefault(time.meter_id, []).append(time)

    def add_site(self, site: Site) -> None:
        """A site that is there, from now on too."""
        site.organization = self.organization
        self.called[site.pk] = site.name
        self.sites[key(site.name)] = site

    def _add(self, meter: Meter) -> None:
        if meter.serial:
            self.by_serial.setdefault(key(meter.serial), []).append(meter)
        place = key(self.called[meter.site_id])
        self.by_name.setdefault((place, key(meter.name)), []).append(meter)

    def matching(self, serial: str, place: str, name: str) -> list[Meter]:
        """The meters that a row may mean: those with its serial number, else those of its place and name."""
        by_serial = self.by_serial.get(key(serial), []) if serial else []
        return by_serial or self.by_name.get((key(place), key(name)), [])

    def has_serial(self, serial: str) -> bool:
        """Whether a meter with this serial number is there."""
        return key(serial) in self.by_serial

    def tenancy(self, meter: Meter) -> Tenancy | None:
        """For whom it counts now."""
        return next((one for one in self.times.get(meter.pk, ()) if one.until is None), None)
