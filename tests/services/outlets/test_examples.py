"""What docs/examples shows for outlets is true: queries of the dashboard find what was written, the automation is YAML."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from harimi.service.readings.models import State
from tests.instances.influxdb import InfluxDb
from tests.services.outlets.scene import customer, say, sent, water
from tests.services.outlets.test_influxdb import influx as influx
from tests.services.outlets.test_influxdb import let_in as let_in
from tests.services.outlets.test_influxdb import made_outlet

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]
EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
SAID = {"$site": "Home", "$meter": "Water", "$timeFilter": "time > '2026-03-01'", "$__interval": "1h"}


def _filled(query: str) -> str:
    return re.sub("|".join(re.escape(one) for one in SAID), lambda found: SAID[found[0]], query)


def test_every_query_of_the_dashboard_finds_readings(influx: InfluxDb) -> None:
    owner, site = customer()
    made_outlet(influx, owner, site)
    register = water(site)
    for hour in (1, 2, 30):
        say(register, hour, 1000 + hour, State.CONFIRMED)
    sent()
    board: dict[str, Any] = json.loads((EXAMPLES / "grafana" / "meters.json").read_text())
    asked = [one["query"] for one in board["templating"]["list"]]
    asked += [target["query"] for panel in board["panels"] for target in panel["targets"]]
    assert len(asked) == 5
    for query in asked:
        assert influx.ask(_filled(query)), query


def test_the_automation_can_be_read() -> None:
    found = yaml.safe_load((EXAMPLES / "home-assistant" / "leak.yaml").read_text())
    assert [one["alias"] for one in found] == ["Water runs at night", "Water at two"]
