"""`harimi migrate`: the database is brought to this version, while machines of the version before it go on."""

import argparse
from typing import Any


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    migrate = commands.add_parser(
        "migrate",
        help="bring the database to this version",
        description="Brings the database to this version, as `harimi serve` does at its start; those that run go on.",
    )
    migrate.set_defaults(run=_migrate)


def _migrate(_: argparse.Namespace) -> int:
    from harimi import __version__
    from harimi.cli.ready import ready

    ready()
    print(f"the database is of version {__version__}")
    return 0
