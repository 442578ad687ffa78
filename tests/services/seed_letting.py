"""Lets a house and issues statements: `python -m tests.services.seed_letting EMAIL`; prints where they are."""

import sys
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from harimi.service.project.setup import set_up


def main(email: str = "owner@example.jp") -> None:
    """Two tenants, three meters with readings since two months ago, a tariff, last month's statements; one of them is back."""
    set_up()
    from harimi.service.accounts.models import User
    from harimi.service.billing.months import first_of, next_of
    from harimi.service.letting import tariffs
    from harimi.service.letting.issuing.issue import issue
    from harimi.service.letting.issuing.taking_back import take_back
    from harimi.service.letting.models import Sharing
    from harimi.service.meters.models import Site
    from harimi.service.privacy.days import today
    from harimi.service.privacy.gate import using

    owner = User.objects.get(email=email)
    site = Site.objects.filter(organization__memberships__user=owner).select_related("organization").order_by("pk")[0]
    month = next_of(first_of(today()), -1)
    with using("provision"):
        where = site.organization
        tariffs.say_who(where, _landlord(), actor=owner)
        tariff = tariffs.new_tariff(where, "従量電灯 Lighting", "kWh", actor=owner)
        tiers = [{"upto": 120, "rate": 297_000}, {"upto": 300, "rate": 357_800}, {"upto": None, "rate": 398_400}]
        tariffs.new_version(tariff, month, {"base_yen": 935, "minimum_yen": 0, "tiers": tiers}, actor=owner)
        tenants, registers = _house(site, month)
        for one in registers:
            tariffs.price(one, tariff, month, actor=owner)
        parts = [tariffs.Has(one, weight=n) for n, one in zip((40, 25), tenants, strict=True)]
        tariffs.share(registers[-1], Sharing.Rule.WEIGHTS, month, [*parts, tariffs.Has(weight=15)], actor=owner)
        made = issue(where, month, actor=owner)
        take_back(made[-1], "単価の誤り", actor=owner)
    base = f"/letting/{where.pk}"
    print(base, f"{base}/tariffs/{tariff.pk}", f"{base}/meters/{registers[-1].pk}",
          f"/statements/{made[0].pk}")  # fmt: skip


def _landlord() -> dict[str, str]:
    return {
        "name": "針見ハイツ 針見花子",
        "address": "東京都千代田区丸の内1-1-1",
        "account": "みどり銀行 本店 普通 1234567\nハリミ ハナコ",
        "registration_number": "T8700110005901",
    }


def _house(site: Any, month: Any) -> tuple[list[Any], list[Any]]:
    """Flats with a tenant each and a common meter; the second tenant came on the 11th. One more waits for readings."""
    from harimi.service.meters.models import Meter, Register, Tenancy, Tenant
    from harimi.service.readings.models import Attempt

    zone = ZoneInfo(site.time_zone)
    tenants = [Tenant.objects.create(organization=site.organization, name=name) for name in ("101号室 佐藤", "102号室 鈴木")]
    registers = []
    for n, name in enumerate(("101号室", "102号室", "103号室", "共用廊下")):
        meter = Meter.objects.create(site=site, name=name, serial=f"第{4711 + n}号")
        register = Register.objects.create(meter=meter, kind="counter", display="segments", digits=6, decimals=1, unit="kWh")
        registers.append(register)
        if name != "103号室":
            _read(register, datetime(month.year, month.month, 1, tzinfo=zone) - timedelta(days=1), 90 + 13 * n, Attempt)
        if n < 3:
            since = datetime(month.year, month.month, 11 if n == 1 else 1, tzinfo=zone)
            Tenancy.objects.create(tenant=tenants[min(n, 1)], meter=meter, since=since)
    return tenants, registers


def _read(register: Any, start: datetime, step: int, attempts: Any) -> None:
    """Twice a day; with some picture or other, where there is one."""
    from harimi.service.readings.models import Reading

    picture = attempts.objects.filter(cut__isnull=False).first()
    rows = [Reading(register=register, at=start + timedelta(hours=7 + 12 * n), value=12345 + step * n, state="confirmed",
                    changed_at=start, attempt=picture) for n in range(70)]  # fmt: skip
    Reading.objects.bulk_create(rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
