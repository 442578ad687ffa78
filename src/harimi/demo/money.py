"""The demo's money: a plan, the house's contract for two months now, and their invoices."""

from datetime import timedelta

from harimi.service.accounts.models import Organization, User
from harimi.service.billing.invoicing.issuing import issue
from harimi.service.billing.models import Discount
from harimi.service.billing.months import first_of, last_of, moments, next_of
from harimi.service.contracts.models import Contract, Plan, PlanPrice, PlanSpell
from harimi.service.meters.models import Meter
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using

PLAN = {
    "code": "demo",
    "name_ja": "標準プラン",
    "name_en": "Standard",
    "about_ja": "毎時の読み取り。メーター1台ごとの料金です。",
    "about_en": "Read every hour, charged for each meter.",
}
PRICES = {"base_yen": 980, "meter_yen": 220, "readings_free": 800, "thousand_yen": 150, "setup_yen": 3300}
HOLDER = {
    "name": "針見 花子",
    "postal_code": "100-0001",
    "address": "東京都千代田区千代田1-1",
    "telephone": "03-0000-0000",
}


def bill(organization: Organization, staff: User) -> None:
    """The house is a customer since the 11th of the month before last, and was billed for both months since."""
    begun = next_of(first_of(today()), -2) + timedelta(days=10)
    plan = Plan.objects.create(**PLAN)
    PlanPrice.objects.create(plan=plan, since=first_of(begun), **PRICES)
    with using("registration"):
        contract = Contract.objects.create(
            organization=organization, number="1000-2000", plan=plan, meters=3, since=begun, **HOLDER
        )
    PlanSpell.objects.create(contract=contract, plan=plan, since=begun)
    names = {"name_ja": "開始記念割引", "name_en": "Welcome discount"}
    Discount.objects.create(contract=contract, since=begun, until=last_of(first_of(today())), percent=10, **names)
    Meter.objects.filter(site__organization=organization).update(created_at=moments(first_of(begun))[1])
    for months in (2, 1):
        issue(contract, next_of(first_of(today()), -months), actor=staff)
