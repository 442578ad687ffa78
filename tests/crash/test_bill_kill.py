"""A monthly run whose workers are killed over and over: everybody gets one invoice, to the yen, and numbers have no gaps."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

KILLS, CUSTOMERS, METERS = 2, 24, 5
_WORK = """
from harimi.service.project.setup import set_up
set_up()
from harimi.service.billing.runs.working import bill_one
print("ready", flush=True)
while bill_one():
    pass
"""
_BEGIN = """
from harimi.cli.ready import ready
ready()
from argparse import Namespace
from harimi.service.billing.runs import steps
from scripts.bill import MONTH, _fill
_fill(Namespace(customers={customers}, meters={customers} * {meters}))
steps.begin(MONTH, actor=None)
"""
_ISSUE = """
from harimi.service.project.setup import set_up
set_up()
from harimi.service.accounts.models import User
from harimi.service.billing.models import Run
from harimi.service.billing.runs import steps
steps.issue(Run.objects.get(), actor=User.objects.order_by("pk")[0])
"""
_TELL = """
from harimi.service.project.setup import set_up
set_up()
import json
from django.db.models import Sum
from harimi.service.billing.models import Charge, Invoice, Posting, Run, RunPart
rows = Invoice.objects.order_by("number")
print(json.dumps({
    "state": Run.objects.get().state, "parts": sorted(RunPart.objects.values_list("state", flat=True)),
    "numbers": [int(one.number[-6:]) for one in rows], "totals": [one.total for one in rows],
    "customers": len({one.organization_id for one in rows}), "loose": Charge.objects.filter(invoice=None).count(),
    "books": Posting.objects.aggregate(yen=Sum("yen"))["yen"], "tried": RunPart.objects.aggregate(yen=Sum("yen"))["yen"],
}))
"""


@pytest.fixture
def house(tmp_path: Path) -> dict[str, str]:
    """Settings of a service of its own, whose dead workers are followed by others after two seconds."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("HARIMI_")}
    return own | {"HARIMI_DATA_DIR": str(tmp_path), "HARIMI_LEASE_SECONDS": "2", "HARIMI_SECRET_KEY": "only for tests"}


def _said(house: dict[str, str], program: str) -> str:
    told = subprocess.run([sys.executable, "-c", program], env=house, capture_output=True, text=True, check=True)
    return told.stdout


def _worker(house: dict[str, str]) -> "subprocess.Popen[str]":
    """One that has begun."""
    running = subprocess.Popen([sys.executable, "-c", _WORK], env=house, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    while "ready" not in running.stdout.readline():
        assert running.poll() is None
    return running


def _work_and_be_killed(house: dict[str, str], chance: random.Random) -> None:
    """Two workers at a time; one of them is killed in the middle of something, the other works on."""
    for _ in range(KILLS // 2):
        first, other = _worker(house), _worker(house)
        time.sleep(chance.uniform(0.02, 0.4))
        first.send_signal(signal.SIGKILL)
        first.wait()
        other.send_signal(signal.SIGKILL) if chance.random() < 0.5 else other.wait()
        other.wait()
    time.sleep(2.1)
    _worker(house).wait()


def test_everybody_gets_one_invoice_whoever_is_killed(house: dict[str, str]) -> None:
    chance = random.Random(11)
    _said(house, _BEGIN.format(customers=CUSTOMERS, meters=METERS))
    _work_and_be_killed(house, chance)
    _said(house, _ISSUE)
    _work_and_be_killed(house, chance)
    told: dict[str, Any] = json.loads(_said(house, _TELL).splitlines()[-1])
    assert told["state"] == "done"
    assert set(told["parts"]) == {"issued"}
    assert told["numbers"] == list(range(1, CUSTOMERS + 1))
    assert told["customers"] == CUSTOMERS
    assert sum(told["totals"]) == told["tried"]
    assert (told["loose"], told["books"]) == (0, 0)
