"""The command `harimi`."""

import argparse
import sys
from importlib import import_module

from harimi import __version__

_COMMANDS = (
    "read",
    "sequence",
    "face",
    "demo",
    "serve",
    "migrate",
    "camera",
    "mqtt",
    "modbus",
    "store",
    "backup",
    "restore",
    "succession",
    "admin",
    "policy",
    "keys",
    "examples",
    "doctor",
    "reread",
    "mail_in",
    "simulate",
)
"""Modules of this package, each with one command or more."""


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit status: 0 done, 1 something could not be done, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="harimi", description="Reads meters that cannot speak.")
    parser.add_argument("--version", action="version", version=f"harimi {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    told = sys.argv[1:] if arguments is None else arguments
    for name in _needed(told):
        import_module(f"harimi.cli.{name}").add_to(commands)
    chosen = parser.parse_args(told)
    try:
        return int(chosen.run(chosen))
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


def _needed(told: list[str]) -> tuple[str, ...]:
    """The modules to load: one where it is named, for a camera's machine has no room for all that the others need."""
    named = told[0].replace("-", "_") if told else ""
    return (named,) if named in _COMMANDS else _COMMANDS
