"""Lists of the API that are about what a landlord lets, and how one more row of each comes to be."""

from datetime import date

from harimi.service.letting import paying, tariffs
from harimi.service.letting.issuing.taking_back import take_back
from harimi.service.letting.models import Statement
from harimi.service.letting.tariffs import Has
from harimi.service.meters.places import new_site
from tests.services.api_lists_meters import More
from tests.services.letting.houses import NOVEMBER, OCTOBER, SEPTEMBER, House, at, flat, read
from tests.services.world import World

DECEMBER = date(2026, 12, 1)


def _closing(made: World, n: int) -> None:
    site = new_site(made.site.organization, f"Place {n}", "Asia/Tokyo", actor=made.owner)
    tariffs.close_with(site, 20, date(2027, n, 1), actor=made.owner)


def _tariff(made: World, n: int) -> None:
    """By tiers, and later by hours."""
    tariff = tariffs.new_tariff(made.site.organization, f"Power {n}", "kWh", actor=made.owner)
    tiers = [{"upto": 100, "rate": 20_0000}, {"upto": None, "rate": 30_0000}]
    night = {"name": "Night", "days": "working", "from": 22, "to": 7, "rate": 10_0000}
    tariffs.new_version(tariff, OCTOBER, {"tiers": tiers}, actor=made.owner)
    tariffs.new_version(tariff, NOVEMBER, flat(20_0000, windows=[night]), actor=made.owner)


def _charged(made: World, n: int) -> None:
    """By one tariff and later another, and shared by a tenant with whoever has a submeter, by one rule and later another."""
    where = House(made.owner, made.site)
    row, submeter, tenant = where.meter(f"Roof {n}"), where.meter(f"Stairs {n}"), where.tenant(f"Room {n}")
    for day, rule in ((NOVEMBER, "weights"), (DECEMBER, "submeters")):
        where.tariff(day, flat(20_0000), row)
        tariffs.share(row, rule, day, [Has(tenant=tenant), Has(submeter=submeter), Has()], actor=made.owner)


def _statement(made: World, n: int) -> None:
    """Paid in part and taken back by a credit, of which something was given back; the next issue bills the tenant anew."""
    where = House(made.owner, made.site)
    tariffs.say_who(where.organization, {"name": "Home"}, actor=made.owner)
    row, tenant = where.meter(f"Room {n}"), where.tenant(f"Room {n}")
    where.let(row, tenant, SEPTEMBER)
    where.tariff(SEPTEMBER, flat(20_0000), row)
    read(row, [(at(OCTOBER), 0), (at(NOVEMBER), 310)])
    where.issue(OCTOBER)
    billed = Statement.objects.get(tenant=tenant)
    paying.mark_paid(billed, NOVEMBER, 5000, actor=made.owner)
    paying.give_back(take_back(billed, "slip", actor=made.owner), NOVEMBER, 100, actor=made.owner)


LISTS: dict[str, More] = {
    "list_closings": _closing,
    "list_tariffs": _tariff,
    "list_charged": _charged,
    "list_statements": _statement,
    "list_open_statements": _statement,
}
