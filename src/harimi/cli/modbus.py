"""`harimi modbus`: building management systems read values by Modbus TCP."""

import argparse
import signal
import sys
import threading
from typing import Any


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    modbus = commands.add_parser(
        "modbus",
        help="answer building management systems by Modbus TCP",
        description="Answers at the address that HARIMI_MODBUS names (127.0.0.1:5020), until it is stopped. Who may read what "
        "is set up in My Account. `harimi serve` runs one by itself.",
    )
    modbus.set_defaults(run=_answer)


def _answer(_: argparse.Namespace) -> int:
    from harimi.service.project.children import die_with_parent
    from harimi.service.project.config import config
    from harimi.service.project.setup import set_up

    die_with_parent()
    if not config().modbus:
        print("HARIMI_MODBUS names no address; set it to 127.0.0.1:5020", file=sys.stderr)
        return 2
    set_up()
    from harimi.service.backups.halfway import HalfwayError, check
    from harimi.service.outlets.modbus.serving import serve

    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    try:
        check()
        serve(*config().modbus_address, stop)
    except (OSError, HalfwayError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0
