"""How Home Assistant finds a register by itself: one device for each meter, and sensors for what a register tells.

Source: Home Assistant, "MQTT: discovery" and "Sensor entity: available device classes", with the units that each class takes.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from harimi.service.outlets.naming import Named

Config = dict[str, Any]
CLASSES: Mapping[str, tuple[str, ...]] = {
    "energy": ("Wh", "kWh", "MWh", "MJ", "GJ"),
    "power": ("W", "kW"),
    "apparent_power": ("VA",),
    "reactive_power": ("var",),
    "voltage": ("V", "mV"),
    "current": ("A", "mA"),
    "frequency": ("Hz", "kHz", "MHz", "GHz"),
    "temperature": ("°C", "°F", "K"),
    "pressure": ("Pa", "hPa", "kPa", "bar", "mbar", "psi", "mmHg", "inHg"),
    "volume_flow_rate": ("m³/h", "L/min"),
}
"""By their units alone; one that Home Assistant does not know is shown without a class."""
VOLUMES = ("m³", "L")
MEDIA: Mapping[str, tuple[str, ...]] = {"gas": ("gas", "ガス"), "water": ("water", "水道", "給水", "給湯", "上水", "水")}
"""Which volume it is stands in the names that people give meters."""
_ALIAS = {"l": "L", "ℓ": "L", "℃": "°C", "m3": "m³", "m3/h": "m³/h", "L/m": "L/min"}
MAKER = "Harimi"


def discovery(register: Named, topics: Mapping[str, str], prefix: str) -> Iterator[tuple[str, Config]]:
    """Topics and configurations of its sensors."""
    shared = {
        "device": _device(register),
        "availability_topic": topics["availability"],
        "state_topic": topics["state"],
        "json_attributes_topic": topics["state"],
    }
    for name, config in (*_main(register), *_about()):
        own = f"harimi_{register.id.hex}_{name}"
        yield f"{prefix}/sensor/{own}/config", {**shared, **config, "unique_id": own, "object_id": own}


def _device(register: Named) -> Config:
    told = {"identifiers": [f"harimi_{register.meter_id.hex}"], "name": register.meter, "manufacturer": MAKER}
    told |= {"model": register.model} if register.model else {}
    return told | ({"suggested_area": register.site} if register.site else {})


def _main(register: Named) -> Iterator[tuple[str, Config]]:
    if register.kind == "state":
        for n, lamp in enumerate(register.lamps):
            template = f"{{{{ value_json.lamps[{lamp[0]!r}] }}}}"
            yield f"lamp{n}", {"name": lamp[0], "value_template": template}
    elif register.kind == "counter":
        yield "total", _measured(register) | {"value_template": "{{ value_json.total }}", "state_class": "total_increasing"}
    else:
        yield "value", _measured(register) | {"value_template": "{{ value_json.value }}", "state_class": "measurement"}


def _measured(register: Named) -> Config:
    unit, kind = _ALIAS.get(register.unit, register.unit), device_class(register)
    told: Config = {"name": register.register or None, "suggested_display_precision": register.decimals}
    told |= {"unit_of_measurement": unit} if unit else {}
    return told | ({"device_class": kind} if kind else {})


def device_class(register: Named) -> str:
    """What Home Assistant takes it for, empty where neither unit nor name tell."""
    unit = _ALIAS.get(register.unit, register.unit)
    if unit in VOLUMES and register.kind == "counter":
        return _medium(f"{register.register} {register.meter}".lower(), unit)
    found = next((kind for kind, units in CLASSES.items() if unit in units), "")
    return "" if found == "energy" and register.kind != "counter" else found


def _medium(name: str, unit: str) -> str:
    found = next((kind for kind, words in MEDIA.items() if any(word in name for word in words)), "")
    return "" if found == "gas" and unit != "m³" else found


def _about() -> Iterator[tuple[str, Config]]:
    """When its photograph was taken, how far the value is to be believed, and how sure the reader was."""
    diagnostic = {"entity_category": "diagnostic"}
    yield "at", {"name": "Photograph", "device_class": "timestamp", "value_template": "{{ value_json.at }}", **diagnostic}
    states = ["estimated", "confirmed", "corrected", "rejected", "unreadable"]
    believed = {"name": "State", "device_class": "enum", "options": states, "value_template": "{{ value_json.state }}"}
    yield "state", believed | diagnostic
    sure = {
        "name": "Confidence",
        "unit_of_measurement": "%",
        "value_template": "{{ (value_json.confidence * 100) | round(1) }}",
    }
    yield "confidence", sure | {"state_class": "measurement"} | diagnostic
