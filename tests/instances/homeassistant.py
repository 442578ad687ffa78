"""Home Assistant from PyPI, in an environment of its own: its own schema says which discovery it takes."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.instances import environments

HOME = Path(__file__).parents[2] / "build" / "homeassistant"
"""Installed once a checkout; its packages and Harimi's do not go together."""
WANTED = ("homeassistant==2024.3.3", "josepy<2", "paho-mqtt==1.6.1")
"""The last that runs on Python 3.11; by another name josepy took away what it needs."""
_CHECK = """
import json, sys
from homeassistant.components.mqtt import sensor
from homeassistant.components.sensor import DEVICE_CLASS_STATE_CLASSES, DEVICE_CLASS_UNITS
for line in sys.stdin:
    told = sensor.DISCOVERY_SCHEMA(json.loads(line))
    kind, unit, counted = told.get("device_class"), told.get("unit_of_measurement"), told.get("state_class")
    fits = unit in DEVICE_CLASS_UNITS.get(kind, {unit}) and counted in {None, *DEVICE_CLASS_STATE_CLASSES.get(kind, {counted})}
    print(json.dumps({"id": told["unique_id"], "class": kind, "state": counted, "unit": unit, "fits": fits}))
"""


def installed() -> str:
    """Makes sure that it is there; why it is not, or nothing."""
    return environments.installed(HOME, "Home Assistant", _steps)


def _steps() -> environments.Steps | str:
    uv = Path(sys.executable).with_name("uv")
    if not uv.exists():
        return "Home Assistant is installed with uv, which is not there"
    python = HOME / "bin" / "python"
    return [[uv, "venv", "--clear", "--python", "3.11", HOME], [uv, "pip", "install", "--python", python, *WANTED]]


def understood(configs: Sequence[str]) -> list[dict[str, Any]]:
    """What Home Assistant makes of each configuration of a sensor. Raises where its schema takes one of them not."""
    told = "\n".join(json.dumps(json.loads(one)) for one in configs)
    done = subprocess.run([HOME / "bin" / "python", "-c", _CHECK], input=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr[-2000:])
    return [json.loads(line) for line in done.stdout.splitlines()]
