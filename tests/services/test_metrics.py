"""Numbers for Prometheus: for whoever has the token, true, nobody's, and the same that alerts and dashboard ask for."""

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from harimi.service.readings.quality import count_days
from tests.services.world import World, hours, send, work, world

pytestmark = pytest.mark.django_db(transaction=True)
DEPLOY = Path(__file__).parents[2] / "deploy"
GUIDE = Path(__file__).parents[2] / "docs/how/monitoring.md"
START = datetime(2026, 4, 6, tzinfo=UTC)
NAME = re.compile(r"harimi_[a-z_]+")


@pytest.fixture
def token(settings: Any) -> str:
    settings.HARIMI = settings.HARIMI.model_copy(update={"metrics_token": "a token"})
    return "a token"


def _scraped(token: str) -> dict[str, dict[tuple[str, ...], float]]:
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {one.name: {tuple(row.labels.values()): row.value for row in one.samples} for one in families}


@pytest.fixture
def made() -> World:
    found = world("energy", since=START)
    send(found, found.living.start + 1, START + hours(1))
    return found


@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer another", "Bearer a tok"])
def test_without_the_token_there_is_no_such_page(token: str, sent: str) -> None:
    assert Client().get("/metrics", headers={"Authorization": sent}).status_code == 404


def test_where_no_token_is_set_nobody_reads_them() -> None:
    for sent in ("", "Bearer "):
        assert Client().get("/metrics", headers={"Authorization": sent}).status_code == 404


def test_they_tell_what_waits_and_what_became_of_it(token: str, made: World) -> None:
    before = _scraped(token)
    assert before["harimi_jobs_due"]["read",] >= 1
    assert before["harimi_jobs_oldest_seconds"]["read",] > 0
    assert before["harimi_workers"][()] == 0
    work()
    send(made, made.living.start + 2, datetime.now(UTC))
    work()
    count_days(1)
    after = _scraped(token)
    assert after["harimi_jobs_due"]["read",] == 0
    assert sum(after["harimi_photographs_today"][one,] for one in ("published", "uncertain", "unreadable")) == 1
    assert sum(after["harimi_cameras"].values()) == 1


def test_nothing_in_them_is_anybodys(token: str, made: World) -> None:
    text = Client().get("/metrics", headers={"Authorization": f"Bearer {token}"}).content.decode()
    for one in (made.owner.email, str(made.site.organization_id), str(made.device.pk), "Home"):
        assert one not in text


def test_alerts_dashboard_and_guide_ask_for_numbers_that_there_are(token: str) -> None:
    there = set(_scraped(token))
    rules = yaml.safe_load((DEPLOY / "prometheus/harimi.rules.yml").read_text())["groups"][0]["rules"]
    panels = json.loads((DEPLOY / "grafana/harimi.json").read_text())["panels"]
    asked = {name for rule in rules for name in NAME.findall(rule["expr"])}
    shown = {name for panel in panels for one in panel["targets"] for name in NAME.findall(one["expr"])}
    told = set(NAME.findall(GUIDE.read_text()))
    assert asked <= there
    assert shown <= there
    assert there == told


def test_no_label_is_one_that_prometheus_sets_itself(token: str) -> None:
    text = Client().get("/metrics", headers={"Authorization": f"Bearer {token}"}).content.decode()
    labels = {name for one in text_string_to_metric_families(text) for row in one.samples for name in row.labels}
    assert labels
    assert not labels & {"job", "instance"}


def test_every_alert_has_its_page_of_what_to_do() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus/harimi.rules.yml").read_text())["groups"][0]["rules"]
    heads = set(re.findall(r"^### (\S+)$", GUIDE.read_text(), re.MULTILINE))
    assert {rule["annotations"]["runbook"].partition("#")[2] for rule in rules} == heads


@pytest.mark.skipif(shutil.which("promtool") is None, reason="no promtool (Debian: apt-get install prometheus)")
def test_prometheus_itself_takes_the_alerts() -> None:
    told = subprocess.run(
        [str(shutil.which("promtool")), "check", "rules", str(DEPLOY / "prometheus/harimi.rules.yml")],
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stdout + told.stderr
