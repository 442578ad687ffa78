"""The files under deploy/: they can be read, and name only what the service knows. Docker itself is not asked."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from harimi.service.project.config import Config
from tests.instances.program import absent

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted([*(DEPLOY / "systemd").glob("*.service"), *(DEPLOY / "systemd").glob("*.timer")])


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return found


def test_every_setting_that_compose_gives_is_one(compose: dict[str, Any]) -> None:
    given = {name for each in compose["services"].values() for name in each.get("environment", {}) if name.startswith("HARIMI")}
    assert len(given) > 10
    assert {name.removeprefix("HARIMI_").lower() for name in given} <= set(Config.model_fields)


def test_the_settings_of_compose_make_sense(compose: dict[str, Any], tmp_path: Path) -> None:
    settings = compose["services"]["web"]["environment"]
    assert settings == compose["services"]["worker"]["environment"]
    filled = {name: re.sub(r"\$\{[^}]*\}", "http://localhost", str(value)) for name, value in settings.items()}
    made = Config.model_validate({name.removeprefix("HARIMI_").lower(): value for name, value in filled.items()})
    assert (made.engine, bool(made.broker), bool(made.redis), bool(made.store_url)) == ("postgresql", True, True, True)


def test_what_compose_refers_to_is_there(compose: dict[str, Any]) -> None:
    services, volumes = compose["services"], compose["volumes"]
    for each in services.values():
        assert set(each.get("depends_on", ())) <= set(services)
        named = [volume.split(":")[0] for volume in each.get("volumes", ())]
        assert all(name in volumes or (DEPLOY / name).exists() for name in named)
    assert (DEPLOY / services["web"]["build"]["context"] / services["web"]["build"]["dockerfile"]).exists()


def test_every_value_that_compose_asks_for_stands_in_the_example() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+):\?", (DEPLOY / "compose.yaml").read_text()))
    assert asked == {line.split("=")[0] for line in (DEPLOY / "example.env").read_text().splitlines()}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_reads_the_units(unit: Path, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        absent("no systemd-analyze (Debian: apt-get install systemd)")
    here = tmp_path / unit.name
    here.write_text(unit.read_text().replace("/opt/harimi/.venv/bin/harimi", shutil.which("true") or "/bin/true"))
    done = subprocess.run([analyze, "verify", here], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["nginx.conf", "nginx-tls.conf"])
def test_both_proxies_pass_over_a_machine_that_starts_anew(name: str) -> None:
    text = (DEPLOY / name).read_text()
    for line in (
        "max_fails=1 fail_timeout=2s;",
        "proxy_next_upstream error timeout non_idempotent;",
        "client_max_body_size 45m;",
    ):
        assert line in text
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text


def test_every_setting_of_the_example_for_systemd_is_one() -> None:
    named = re.findall(r"^#?HARIMI_([A-Z_]+)=", (DEPLOY / "systemd" / "harimi.env.example").read_text(), re.MULTILINE)
    assert len(named) > 10
    assert {name.lower().removesuffix("_file") for name in named} <= {
        each.removesuffix("_file") for each in Config.model_fields
    }
