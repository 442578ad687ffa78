"""`harimi mqtt`: cameras that speak by an MQTT broker."""

import argparse
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from harimi.cli.ready import ready


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    mqtt = commands.add_parser(
        "mqtt",
        help="take what cameras send by an MQTT broker",
        description="Takes what cameras publish at the broker that HARIMI_MQTT_URL names (mqtt://user:password@host:1883), "
        "until it is stopped. `harimi serve` runs one by itself; more of them share the work.",
    )
    mqtt.add_argument("--name", default="", help="this intake's own name at the broker (default: HARIMI_MQTT_NAME, intake)")
    mqtt.set_defaults(run=_take)
    what = mqtt.add_subparsers(metavar="WHAT")
    accounts = what.add_parser(
        "accounts",
        help="write Mosquitto's password and ACL files",
        description="Writes `passwords` and `acl` into a folder: each camera may speak for itself alone, the user of "
        "HARIMI_MQTT_URL with all. Run it after cameras or tokens changed, then tell Mosquitto (SIGHUP).",
    )
    accounts.add_argument("folder", type=Path, help="where Mosquitto's password_file and acl_file are")
    accounts.set_defaults(run=_accounts)


def _take(options: argparse.Namespace) -> int:
    from harimi.service.project.children import die_with_parent
    from harimi.service.project.config import config
    from harimi.service.project.setup import set_up

    die_with_parent()
    if not config().mqtt_url:
        return _no_url()
    set_up()
    from harimi.service.api.device.mqtt import Intake
    from harimi.service.backups.halfway import HalfwayError, check
    from harimi.service.captures.mqtt import Broker, BrokerRefusedError, listen

    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    try:
        check()
        listen(Broker.of(config().mqtt_url), options.name or config().mqtt_name, Intake().answer, stop)
    except (BrokerRefusedError, HalfwayError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _accounts(options: argparse.Namespace) -> int:
    ready()
    from harimi.service.project.config import config

    if not config().mqtt_url:
        return _no_url()
    from harimi.service.captures.mqtt import Broker
    from harimi.service.devices.broker import write_accounts

    own = Broker.of(config().mqtt_url)
    if not own.user or not own.password:
        print("HARIMI_MQTT_URL needs the service's own user and password: mqtt://harimi:secret@host:1883", file=sys.stderr)
        return 2
    try:
        count = write_accounts(options.folder, own.user, own.password)
    except OSError as error:
        print(f"the accounts cannot be written: {error}", file=sys.stderr)
        return 1
    print(f"{count} cameras may speak; tell Mosquitto to read {options.folder} again (kill -HUP)")
    return 0


def _no_url() -> int:
    print("HARIMI_MQTT_URL names no broker; set it to mqtt://user:password@host:1883", file=sys.stderr)
    return 2
