"""`harimi succession`: a business handed over with what its customers were told and chose."""

import argparse
from typing import Any

from harimi.cli.backup import keys as keys_of
from harimi.cli.backup import opening, stopped, told
from harimi.cli.ready import load_settings, ready
from harimi.cli.restore import bring_secrets

_EXPORT = """Makes a bundle in HARIMI_BACKUP_PLACE: a backup of everything, and with it the policy under which it was collected,
its purposes, and what everybody consented to, stopped and has held. Hand it over with the file of keys and the recovery key."""
_IMPORT = """Brings a bundle into an empty service, as `harimi restore` does with a backup. A bundle without its policy, or with
consents, stops or holds missing, is refused. Whoever comes along is held to the purposes of before: nothing new is done with
their data. Then put your own operator.toml into the data folder and publish your policy."""


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    succession = commands.add_parser("succession", help="hand a business over, or take one over", description="Clause 4(2).")
    what = succession.add_subparsers(required=True, metavar="WHAT")
    what.add_parser("export", help="make a bundle", description=_EXPORT).set_defaults(run=_export)
    taking = what.add_parser("import", help="take a bundle over", description=_IMPORT)
    opening(taking)
    taking.set_defaults(run=_import)


def _export(_: argparse.Namespace) -> int:
    ready()
    from harimi.service.backups.succession import export

    return told(export, "bundled")


def _import(options: argparse.Namespace) -> int:
    keys = keys_of(options)
    if keys is None:
        return 2
    try:
        bring_secrets(load_settings(), keys)
    except OSError as error:
        return stopped(error)
    from harimi.service.project.setup import set_up
    from harimi.service.project.supervisor import bring_up_to_date

    set_up()
    from harimi.service.backups.place import place
    from harimi.service.backups.succession import take_over

    status = told(lambda: take_over(place(), keys, options.moment, bring_up_to_date), "taken over")
    if status == 0:
        print("Put your operator.toml into the data folder, then `harimi policy publish` and `harimi serve`.")
    return status
