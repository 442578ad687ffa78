"""`harimi camera`: the program beside a camera. It loads neither the service nor vision."""

import argparse
import getpass
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

DEFAULT, STATE = Path("/etc/harimi/camera.toml"), Path("/var/lib/harimi-camera")


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    camera = commands.add_parser("camera", help="run beside a camera", description="Takes photographs, keeps them, sends them.")
    what = camera.add_subparsers(required=True, metavar="WHAT")
    _add(what, "run", _run, "take and send until it is stopped")
    _add_setup(_add(what, "setup", _setup, "write the configuration, take one photograph, ask the service once"))
    shot = _add(what, "shot", _shot, "take one photograph into a file, as it would be sent")
    shot.add_argument("-o", "--output", metavar="FILE", type=Path, default=Path("shot.jpg"), help="default: shot.jpg")
    _add(what, "status", _status, "tell what waits, what went wrong and what to do")
    install = _add(what, "install", _install, "write the systemd unit")
    install.add_argument("--print", dest="only_print", action="store_true", help="print it instead")


def _add(what: Any, name: str, run: Callable[[argparse.Namespace], int], told: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = what.add_parser(name, help=told, description=f"{told[0].upper()}{told[1:]}.")
    parser.add_argument("--config", metavar="FILE", type=Path, default=DEFAULT, help=f"default: {DEFAULT}")
    parser.set_defaults(run=lambda options: _guarded(run, options))
    return parser


def _add_setup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", required=True, help="the service, such as https://meters.example.jp")
    parser.add_argument("--state", metavar="DIR", type=Path, default=STATE, help=f"where photographs wait (default: {STATE})")
    parser.add_argument(
        "--source",
        required=True,
        metavar="WHAT",
        help="/dev/video0, an http(s):// or rtsp:// address, a folder, or the words of a command with {file}",
    )
    parser.add_argument("--user", default="", help="the network camera's user; its password is asked for")
    parser.add_argument("--unit-key", action="store_true", help="asks for a unit key instead of a token")
    parser.add_argument("--lamp-on", default="", metavar="COMMAND", help="switches a lamp on")
    parser.add_argument("--lamp-off", default="", metavar="COMMAND", help="switches it off")


def _guarded(run: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    """Mistakes in the configuration are told in a line, with exit status 2."""
    from harimi.camera.program import RunningError
    from harimi.camera.tables import ConfigError

    try:
        return run(options)
    except (ConfigError, RunningError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename or options.config}: {error.strerror}", file=sys.stderr)
        return 1


def _run(options: argparse.Namespace) -> int:
    from harimi.camera.config import load
    from harimi.camera.program import run

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stderr)
    return run(load(options.config))


def _setup(options: argparse.Namespace) -> int:
    from harimi.camera.config import load
    from harimi.camera.setup import keep, seen, spoken, write
    from harimi.camera.tables_written import tables_of

    write(options.config, tables_of(options))
    config = load(options.config)
    keep(config, _asked(options))
    print(f"{options.config} is written")
    works = seen(config)
    known, words = spoken(config)
    print(f"{works}\n{words}")
    print(f"next: sudo {sys.executable} -m harimi camera install --config {options.config}")
    return 0 if known and works.startswith("the camera works") else 1


def _asked(options: argparse.Namespace) -> Any:
    """Secrets come from the keyboard or standard input, never from the command line, which others can see."""
    from harimi.camera.setup import Secrets

    password = _secret("password of the network camera") if options.user else ""
    if options.unit_key:
        return Secrets(unit_key=_secret("unit key (hu_…)"), password=password)
    return Secrets(token=_secret("token (hc_…), made in My Account"), password=password)


def _secret(what: str) -> str:
    text = getpass.getpass(f"{what}: ") if sys.stdin.isatty() else sys.stdin.readline()
    return text.strip()


def _shot(options: argparse.Namespace) -> int:
    from harimi.camera.config import load
    from harimi.camera.picture import PictureError
    from harimi.camera.setup import photograph
    from harimi.camera.sources.source import SourceError

    try:
        options.output.write_bytes(photograph(load(options.config)).data)
    except (SourceError, PictureError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{options.output} is what would be sent")
    return 0


def _status(options: argparse.Namespace) -> int:
    from harimi.camera.config import load
    from harimi.camera.status import status

    print("\n".join(status(load(options.config))))
    return 0


def _install(options: argparse.Namespace) -> int:
    from harimi.camera.config import load
    from harimi.camera.unit import PATH, unit

    text = unit(load(options.config))
    if options.only_print:
        print(text, end="")
        return 0
    PATH.write_text(text, encoding="utf-8")
    print(f"{PATH} is written; now: systemctl daemon-reload && systemctl enable --now harimi-camera")
    return 0
