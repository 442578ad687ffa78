"""Tries a limit against the last month, and has it watched where that would have told somebody once a day at most.

HARIMI_URL=https://harimi.example HARIMI_TOKEN=hk_… python watch.py REGISTER 9000
"""

import os
import sys
from decimal import Decimal
from uuid import UUID

from harimi.client import Harimi, models


def main() -> None:
    register, above = sys.argv[1:]
    rule = models.LimitRule(
        kind="limit",
        settings=models.LimitRuleSettings(alarm=models.Bounds(above=Decimal(above))),
        name="Too high",
        register_id=UUID(register),
        on=True,
    )
    asked = models.RuleOfKind(rule)
    with Harimi(os.environ["HARIMI_URL"], os.environ["HARIMI_TOKEN"]) as harimi:
        trial = harimi.try_rule(asked, days=30)
        print("it would have told", trial.count, "times")
        if trial.count <= 30:
            made = harimi.make_rule(asked, key=f"watch {register} {above}")
            print("it watches", made.kind, made.settings["alarm"]["above"])


if __name__ == "__main__":
    main()
