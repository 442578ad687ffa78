"""Several machines with a database, a broker and a store of their own, all killed by chance: nothing is lost or doubled."""

import pytest

from tests.crash.fleet import missing
from tests.crash.storm import storm
from tests.instances.program import absent

KILLS = 8
"""A sample; `make crash` makes hundreds."""


@pytest.mark.parametrize("broker", ["redis"])
def test_nothing_is_lost_or_doubled_whatever_is_killed(broker: str) -> None:
    if why := missing(broker):
        absent(why)
    run = storm(seed=7, kills=KILLS, cameras=4, broker=broker, most=1.0)
    assert run.killed.total() == KILLS
    assert run.verdict.faults == {}
    assert min(run.ways["web"], run.ways["MQTT"]) > 0
