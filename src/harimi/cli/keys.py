"""`harimi keys`: the master keys of sealed fields."""

import argparse
from typing import Any

from harimi.cli.ready import ready


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    keys = commands.add_parser("keys", help="rotate the keys of sealed fields", description="Keeps the master keys.")
    what = keys.add_subparsers(required=True, metavar="WHAT")
    rotate = what.add_parser(
        "rotate",
        help="make a new master key",
        description="Makes a new master key, wraps all subjects' keys with it, and drops older ones that wrap nothing any "
        "more. Back up the key ring, apart from the database, before and after. A rotation that was interrupted goes on the "
        "next time.",
    )
    rotate.set_defaults(run=_rotate)
    adopt = what.add_parser(
        "adopt",
        help="the signing key was changed on purpose",
        description="Notes this machine's signing key as the service's. Everybody is signed out; other machines need the "
        "same key before they start.",
    )
    adopt.set_defaults(run=_adopt)


def _rotate(_: argparse.Namespace) -> int:
    ready()
    from harimi.service.privacy.keys import rotate

    print(f"{rotate()} keys are wrapped by the new master key")
    return 0


def _adopt(_: argparse.Namespace) -> int:
    from harimi.service.project.setup import set_up

    set_up()
    from harimi.service.project.fitting import adopt

    adopt()
    print("this machine's signing key is the service's")
    return 0
