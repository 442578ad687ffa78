"""Makes a meter, tells what it shows, looks at it again, and sets a value right.

HARIMI_URL=https://harimi.example HARIMI_TOKEN=hk_… python meter.py
"""

import os
from datetime import UTC, datetime
from decimal import Decimal

from harimi.client import Harimi, HarimiError, models


def main() -> None:
    with Harimi(os.environ["HARIMI_URL"], os.environ["HARIMI_TOKEN"]) as harimi:
        site = harimi.make_site(models.NewSite(name="Head office", time_zone="Asia/Tokyo"), key="head-office")
        meter = harimi.make_meter(
            models.NewMeter(site_id=site.id, name="Electricity", display="segments", unit="kWh", digits=8, decimals=2),
            key="head-office-electricity",
        )
        register = meter.registers[0]
        for hour, value in ((9, "1000.00"), (10, "1004.20")):
            at = datetime(2026, 4, 6, hour, tzinfo=UTC)
            harimi.make_reading(register.id, models.NewReading(at=at, value=Decimal(value)), key=f"{at:%Y-%m-%dT%H}")
        right = harimi.correct_reading(
            register.id, datetime(2026, 4, 6, 10, tzinfo=UTC), models.Correction(value=Decimal("1004.30"), reason="typed wrong")
        )
        print(right.state, right.value, right.unit)
        total = harimi.get_total(
            register.id, since=datetime(2026, 4, 6, 9, tzinfo=UTC), until=datetime(2026, 4, 6, 10, tzinfo=UTC)
        )
        print("used", total.amount, total.unit)
        try:
            harimi.correct_reading(register.id, right.at, models.Correction(value=Decimal(10**9)))
        except HarimiError as error:
            print("refused", error.code)


if __name__ == "__main__":
    main()
