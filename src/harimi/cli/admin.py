"""`harimi admin`: the first administrator, and new customers."""

import argparse
import getpass
import os
import sys
from typing import Any


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    admin = commands.add_parser("admin", help="make accounts", description="Makes accounts.")
    kinds = admin.add_subparsers(required=True, metavar="WHAT")
    create = kinds.add_parser(
        "create",
        help="make an administrator",
        description="Makes an administrator. The password is asked for, or taken from HARIMI_PASSWORD.",
    )
    create.add_argument("email", metavar="EMAIL")
    create.add_argument("--household", metavar="NAME", help="and a household of their own, with its meters")
    create.add_argument("--time-zone", metavar="ZONE", default="Asia/Tokyo", help="of the household (default: Asia/Tokyo)")
    create.set_defaults(run=_create)


def _create(options: argparse.Namespace) -> int:
    from harimi.service.project.config import config
    from harimi.service.project.setup import set_up
    from harimi.service.project.supervisor import migrate, prepare

    prepare(config())
    set_up()
    migrate()
    from django.db import transaction

    from harimi.service.accounts.services import AccountError, create_user
    from harimi.service.meters.services import HomeError, found_home

    password = _password()
    try:
        with transaction.atomic():
            user = create_user(options.email, password, staff=True)
            if options.household:
                found_home(options.household, user, time_zone=options.time_zone)
    except (AccountError, HomeError) as error:
        print(f"no account was made: {error}", file=sys.stderr)
        return 1
    print(f"{user.email} may sign in at {config().url}")
    return 0


def _password() -> str:
    given = os.environ.get("HARIMI_PASSWORD")
    return given if given is not None else getpass.getpass("Password: ")
