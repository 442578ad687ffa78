"""`harimi doctor`: what is wrong with the service on this machine, and what to do."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harimi.service.project.doctor.findings import Finding

MARKS = {"fine": "ok  ", "look": "look", "bad": "BAD "}


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    doctor = commands.add_parser(
        "doctor",
        help="what is wrong with the service, and what to do",
        description="Looks at disk, database, keys, store, web server, workers, mail, policy and cameras. Changes nothing. "
        "Ends with status 1 where something does not work.",
    )
    doctor.add_argument("--json", action="store_true", help="a JSON object on each line")
    doctor.set_defaults(run=_doctor)


def _doctor(options: argparse.Namespace) -> int:
    from pydantic import ValidationError

    from harimi.cli.serve import settings_faults
    from harimi.service.project.config import config
    from harimi.service.project.setup import set_up

    try:
        folder = config().data_dir
    except ValidationError as error:
        print(settings_faults(error), file=sys.stderr)
        return 2
    if not folder.is_dir():
        print(f"{folder} is not there: nothing was started yet; `harimi serve` makes it (HARIMI_DATA_DIR)", file=sys.stderr)
        return 2
    set_up()
    return _told(options.json)


def _told(as_json: bool) -> int:
    from harimi.service.project.doctor.all import examined
    from harimi.service.project.doctor.findings import Level

    worst = 0
    for one in examined():
        print(json.dumps(one.told()) if as_json else _line(one), flush=True)
        worst = max(worst, one.level == Level.BAD)
    return worst


def _line(one: "Finding") -> str:
    told = f"{MARKS[one.level]} {one.about:12} {one.what}"
    return f"{told}\n{'':18}→ {one.do}" if one.do else told
