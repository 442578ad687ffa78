"""Web server and workers are killed with -9 while photographs come in: nothing acknowledged is lost, nothing doubled."""

import os
from pathlib import Path

import numpy as np
import pytest

from tests.crash.firing import STEP, sent_under_fire, when_done
from tests.running import running

PHOTOGRAPHS = int(os.environ.get("HARIMI_CRASH_PHOTOGRAPHS", "20"))


@pytest.mark.parametrize("seed", [1])
def test_nothing_is_lost_or_doubled_when_processes_are_killed(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    with running(tmp_path, "energy") as service:
        acknowledged, kills = sent_under_fire(service, rng, PHOTOGRAPHS)
        held = when_done(service, "tests.services.count")
    assert kills >= PHOTOGRAPHS // 6
    assert set(acknowledged.values()) <= set(held["captures"])
    assert len(held["captures"]) == PHOTOGRAPHS + 1
    assert (held["doubled"], held["failed"]) == (0, 0)
    assert held["attempts"] == PHOTOGRAPHS + 1
    assert [value for _, value in held["readings"]] == [876541 + STEP * n for n in range(PHOTOGRAPHS + 1)]
    assert held["hours"] == held["months"] == STEP * PHOTOGRAPHS
