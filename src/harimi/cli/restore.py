"""`harimi restore`: a backup brought back into an empty service."""

import argparse
from typing import Any

from harimi.cli.backup import keys as keys_of
from harimi.cli.backup import opening, stopped, told
from harimi.cli.ready import load_settings

_RESTORE = """Brings the newest backup back, or the one of --moment, into an empty data folder and an empty database. Whoever
was erased since stays erased, and whoever left has left: the ledger that lies with the backups, and HARIMI_ERASURE_LEDGER_FILE
where there is one, are followed before anything is served. One that was cut short goes on when it is run once more; before it
is over nothing is served from there. A bundle of a succession is brought back by `harimi succession import`. Afterwards start
the service as ever; everybody signs in again."""


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    restore = commands.add_parser("restore", help="bring a backup back", description=_RESTORE)
    opening(restore)
    told = "bring a bundle of a succession back as this service's own: nobody took its customers over"
    restore.add_argument("--own", action="store_true", help=told)
    restore.set_defaults(run=_restore)


def _restore(options: argparse.Namespace) -> int:
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
    from harimi.service.backups.restoring import restore

    status = told(lambda: restore(place(), keys, options.moment, bring_up_to_date, own=options.own), "restored")
    if status == 0:
        print("Start the service with `harimi serve`. Run `harimi backup init` for backups of this machine.")
    return status


def bring_secrets(chosen: Any, keys: Any) -> None:
    """The service's secrets come back, too; an `OSError` where there are others."""
    from harimi.service.project.secrets import BACKUP_KEY, SIGNING_KEY, make_secret, secret_path

    ring = chosen.field_keys_path
    if ring.exists() and ring.read_text(encoding="ascii") != keys.ring:
        raise OSError(f"{ring} holds other keys: a backup comes back into an empty service only")
    (chosen.data_dir / "uploads").mkdir(parents=True, exist_ok=True)
    make_secret(ring, keys.ring)
    make_secret(secret_path(chosen.data_dir, SIGNING_KEY), keys.signing)
    make_secret(secret_path(chosen.data_dir, BACKUP_KEY), keys.backup.hex())
