"""Units in stock and parcels on their way, for tests."""

from typing import Any

from harimi.service.accounts.models import Organization, User
from harimi.service.contracts.models import Contract, Plan
from harimi.service.logistics import keying, parcels
from harimi.service.logistics.keying import Secrets
from harimi.service.logistics.models import Parcel, StockPlace
from tests.services.applicants import plan
from tests.services.world import person

TYPED = {
    "name": "山田 花子",
    "corporate_name": "株式会社 青空ビル管理",
    "department": "設備課",
    "postal_code": "100-0001",
    "address": "東京都千代田区千代田1-1",
    "telephone": "03-1234-5678",
}


def keeper() -> User:
    """Somebody who works in the stock."""
    known = User.objects.filter(email="keeper@example.jp").first()
    return known or person("keeper@example.jp", staff=True)


def shelf(name: str = "Shelf A") -> StockPlace:
    """A room of the operator's."""
    return StockPlace.objects.get_or_create(name=name)[0]


def stocked(count: int, model: str = "HC-1", place: StockPlace | None = None, first: int = 1) -> list[Secrets]:
    """So many units of a model in a room."""
    serials = [f"{model}-{n:04}" for n in range(first, first + count)]
    return keying.register(serials, model, "B1", keeper(), place or shelf())


def contract(organization: Organization, **changes: Any) -> Contract:
    """Its contract, with an address."""
    told = {"number": "1234-5678", "meters": 3, "since": "2026-04-01", **TYPED, **changes}
    return Contract.objects.create(organization=organization, plan=Plan.objects.first() or plan(), **told)


def wanted(organization: Organization, count: int = 1, model: str = "HC-1", **told: Any) -> Parcel:
    """A parcel of which nothing is reserved yet."""
    return parcels.want(organization, parcels.Wanted({model: count}, told.pop("address", {}), **told), keeper())


def sent(organization: Organization, told: list[Secrets], **more: Any) -> Parcel:
    """A parcel with these units on its way."""
    parcel = wanted(organization, len(told), **more)
    parcels.reserve(parcel, shelf(), keeper())
    for one in told:
        parcels.pick(parcel, one.code, keeper())
    parcels.send(parcel, "yamato", "1234-5678-9012", keeper())
    return parcel
