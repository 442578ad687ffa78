"""How long a monthly run takes: `python -m scripts.bill [--meters 100000] [--customers 1000] [--workers 2]`.

In a data folder of its own. Customers have the same number of meters, each with a reading a day, on a plan that counts all of
it. Tells the seconds of trial and issue and the most memory of a worker, after its first customers and at the end. PDFs are
made when somebody asks for one.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

MONTH = date(2026, 10, 1)
DAYS = 31


def main() -> None:
    """Prints a line for each step."""
    asked = _asked()
    if asked.work:
        _work()
        return
    with tempfile.TemporaryDirectory(prefix="harimi-bill-") as folder:
        os.environ["HARIMI_DATA_DIR"] = asked.data or folder
        _ready()
        _timed(f"{asked.meters} meters of {asked.customers} customers, {DAYS} readings each", lambda: _fill(asked))
        _run(asked)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meters", type=int, default=100_000)
    parser.add_argument("--customers", type=int, default=1_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--data", default="", help="a data folder to be filled, instead of one that goes at the end")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _ready() -> None:
    from harimi.cli.ready import ready

    ready()


def _timed(what: str, do: Any) -> Any:
    began = time.perf_counter()
    done = do()
    print(f"{what}: {time.perf_counter() - began:.1f} s", flush=True)
    return done


def _fill(asked: argparse.Namespace) -> None:
    from harimi.service.contracts.models import Plan, PlanPrice
    from harimi.service.privacy.gate import using
    from harimi.service.privacy.publication import at_start

    at_start()
    plan = Plan.objects.create(code="bench", name_ja="標準", name_en="Standard", about_ja="-", about_en="-")
    prices = {"base_yen": 3000, "meter_yen": 250, "device_yen": 100, "readings_free": 20, "thousand_yen": 700}
    PlanPrice.objects.create(plan=plan, since=date(2020, 1, 1), **prices)
    with using("registration"):
        for n in range(asked.customers):
            _customer(n, asked.meters // asked.customers, plan)
    _readings()


def _customer(n: int, meters: int, plan: Any) -> None:
    from harimi.service.accounts.models import Organization, User
    from harimi.service.contracts.models import Contract, PlanSpell
    from harimi.service.meters.models import Meter, Register
    from harimi.service.meters.services import found_home

    owner = User.objects.create_user(f"owner{n}@example.jp")
    site = found_home(f"Customer {n}", owner, time_zone="Asia/Tokyo", kind=Organization.Kind.COMPANY)
    told = {"name": f"Owner {n}", "corporate_name": f"Customer {n}", "postal_code": "100-0001", "address": "Tokyo"}
    number, since = f"{n:08d}"[:4] + "-" + f"{n:08d}"[4:], date(2026, 9, 1)
    contract = Contract.objects.create(
        organization=site.organization, number=number, plan=plan, meters=meters, since=since, telephone="03-0000-0000", **told
    )
    PlanSpell.objects.create(contract=contract, plan=plan, since=since)
    made = [Meter(id=uuid.uuid4(), site=site, name=f"Meter {m}") for m in range(meters)]
    Meter.objects.bulk_create(made, batch_size=2000)
    Meter.objects.filter(site=site).update(created_at=datetime(2026, 8, 1, tzinfo=UTC))
    Register.objects.bulk_create(
        [Register(meter=one, kind="counter", display="drums", digits=6, unit="m3") for one in made], batch_size=2000
    )


def _readings() -> None:
    """Written by the database itself, a day at a time."""
    from django.db import connection

    false = "false" if connection.vendor == "postgresql" else "0"
    with connection.cursor() as cursor:
        for day in range(DAYS):
            at = datetime(2026, 10, 1, 3, tzinfo=UTC) + timedelta(days=day)
            cursor.execute(
                f"""INSERT INTO readings_reading
                    (register_id, at, value, carried, by_person, state, confidence, changed_at, reason)
                    SELECT id, %s, %s, 0, {false}, 'confirmed', 0.99, %s, '' FROM meters_register""",  # noqa: S608
                [at, 1000 + day, at],
            )
        cursor.execute("ANALYZE")


def _run(asked: argparse.Namespace) -> None:
    from django.db.models import Sum

    from harimi.service.accounts.models import User
    from harimi.service.billing.models import Invoice
    from harimi.service.billing.runs import steps

    run = steps.begin(MONTH, actor=None)
    _timed("trial", lambda: _workers(asked.workers))
    run.refresh_from_db()
    steps.issue(run, actor=User.objects.order_by("pk")[0])
    _timed("issue", lambda: _workers(asked.workers))
    run.refresh_from_db()
    total = Invoice.objects.aggregate(yen=Sum("total"))["yen"]
    print(f"{run.state}: {Invoice.objects.count()} invoices, {total:,} yen; failed {steps.failed(run).count()}")


def _workers(count: int) -> None:
    command = [sys.executable, "-m", "scripts.bill", "--work"]
    running = [subprocess.Popen(command) for _ in range(count)]
    for one in running:
        if one.wait():
            raise SystemExit(f"a worker ended with {one.returncode}")


def _work() -> None:
    """One worker, until nothing waits."""
    _ready()
    from harimi.service.billing.runs.working import bill_one, waiting

    all_, done, first = waiting().count(), 0, 0
    while bill_one():
        done += 1
        if done == max(1, all_ // 20):
            first = _memory()
    print(f"  a worker: {done} customers, {first} MiB after the first of them, {_memory()} MiB at the end", flush=True)


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
