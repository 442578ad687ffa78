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
    from pydantic import ValidationError

    from harimi.cli.serve import settings_faults
    from harimi.service.privacy.documents import DocumentError
    from harimi.service.privacy.profile import ProfileError
    from harimi.service.project.config import config

    try:
        chosen, password = config(), _password()
        return _created(chosen, options, password)
    except ValidationError as error:
        print(settings_faults(error), file=sys.stderr)
        return 2
    except (OSError, EOFError, DocumentError, ProfileError, _PasswordsDifferError) as error:
        print(f"no account was made: {error or 'no password was given'}", file=sys.stderr)
        return 1


def _created(chosen: Any, options: argparse.Namespace, password: str) -> int:
    from harimi.service.project.setup import set_up
    from harimi.service.project.supervisor import migrate, prepare

    prepare(chosen)
    set_up()
    migrate()
    from django.db import transaction
    from django.utils import translation

    from harimi.service.accounts.addresses import prove
    from harimi.service.accounts.services import AccountError, create_user
    from harimi.service.meters.services import HomeError, found_home

    try:
        with translation.override("en"), transaction.atomic():
            user = create_user(options.email, password, staff=True)
            prove(user)
            if options.household:
                found_home(options.household, user, time_zone=options.time_zone)
    except (AccountError, HomeError) as error:
        print(f"no account was made: {error}", file=sys.stderr)
        return 1
    print(f"{user.email} may sign in at {chosen.url}")
    return 0


class _PasswordsDifferError(Exception):
    """Typed twice, and not the same."""


def _password() -> str:
    given = os.environ.get("HARIMI_PASSWORD")
    if given is not None:
        return given
    first = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != first:
        raise _PasswordsDifferError("the two passwords are not the same")
    return first
