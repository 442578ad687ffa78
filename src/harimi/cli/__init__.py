"""The command `harimi`."""

import argparse
import sys

from harimi import __version__
from harimi.cli import admin, demo, doctor, examples, face, keys, mqtt, policy, read, reread, sequence, serve, simulate, store

_COMMANDS = (read, sequence, face, demo, serve, mqtt, store, admin, policy, keys, examples, doctor, reread, simulate)


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit status: 0 done, 1 something could not be done, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="harimi", description="Reads meters that cannot speak.")
    parser.add_argument("--version", action="version", version=f"harimi {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_to(commands)
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
