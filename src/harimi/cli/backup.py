"""`harimi backup`: everything that is kept, sealed, at another place."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from harimi.cli.ready import load_settings, ready

_MAKE = """Makes a backup in HARIMI_BACKUP_PLACE (a folder, best on another disk, or s3://bucket?endpoint=…): rows as they stand
at this moment, and photographs that are not there yet. The keys go into HARIMI_BACKUP_KEYS_FILE, a file apart. Nothing stands
still meanwhile. What is older than 35 days goes. Run it every night."""
_INIT = """Makes the recovery key, which is shown this once: write it down, and keep it away from this machine, the backups and
their keys. Without it no backup comes back. Run it once more for another recovery key; the next backup is for that one."""
_VERIFY = """Opens every part and every file of a backup with the keys and the recovery key, and counts."""


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    backup = commands.add_parser("backup", help="make, list and verify backups", description=_MAKE)
    backup.set_defaults(run=_make)
    what = backup.add_subparsers(metavar="WHAT")
    what.add_parser("init", help="make the recovery key", description=_INIT).set_defaults(run=_init)
    what.add_parser("list", help="list the backups", description="Lists the backups, oldest first.").set_defaults(run=_list)
    verify = what.add_parser("verify", help="open everything of a backup", description=_VERIFY)
    opening(verify)
    verify.set_defaults(run=_verify)


def opening(parser: argparse.ArgumentParser) -> None:
    """Adds which backup is meant, and what opens it."""
    parser.add_argument("--moment", default="", metavar="MOMENT", help="which backup, as `harimi backup list` names it")
    told = "the recovery key; otherwise HARIMI_RECOVERY_KEY, or it is asked for"
    parser.add_argument("--recovery-key-file", type=Path, metavar="FILE", help=told)


def _init(_: argparse.Namespace) -> int:
    from secrets import token_hex

    from harimi.service.backups.recovery import new_recovery_key
    from harimi.service.project.secrets import BACKUP_KEY, BACKUP_RECIPIENT, make_secret, replace_secret, secret_path

    folder = load_settings().data_dir
    key, recipient = new_recovery_key()
    make_secret(secret_path(folder, BACKUP_KEY), token_hex(32))
    replace_secret(secret_path(folder, BACKUP_RECIPIENT), recipient)
    print(f"{key}\n\nThis is the recovery key, shown this once. Keep it away from this machine and from the backups.")
    return 0


def _make(_: argparse.Namespace) -> int:
    ready()
    from harimi.service.backups.writing import back_up

    return told(back_up, "backed up")


def _list(_: argparse.Namespace) -> int:
    ready()
    from harimi.service.backups.place import place

    try:
        print("\n".join(place().snapshots()) or "there is no backup yet")
    except OSError as error:
        return stopped(error)
    return 0


def _verify(options: argparse.Namespace) -> int:
    ready()
    from harimi.service.backups.place import place
    from harimi.service.backups.verifying import verify

    found = keys(options)
    return 2 if found is None else told(lambda: verify(place(), found, options.moment), "sound")


def keys(options: argparse.Namespace) -> Any:
    """The keys of the backups; None, having said why, where they cannot be opened."""
    from getpass import getpass

    from harimi.service.backups.recovery import KeyFileError, opened

    path = load_settings().backup_keys_file
    if path is None:
        stopped(OSError("set HARIMI_BACKUP_KEYS_FILE to the file of the backups' keys"))
        return None
    file = options.recovery_key_file
    try:
        typed = file.read_text() if file else os.environ.get("HARIMI_RECOVERY_KEY") or getpass("Recovery key: ")
        return opened(path, typed)
    except (KeyFileError, OSError) as error:
        stopped(error)
        return None


def told(steps: Any, done: str) -> int:
    """Prints how far it is now and then, and the end."""
    from harimi.service.backups.manifest import BackupError
    from harimi.service.platform.crypto import SealError

    last = None
    try:
        for n, last in enumerate(steps()):
            if n % 100 == 99:
                print(f"{last.subjects} subjects, {last.rows} rows, {last.files} files", flush=True)
    except (OSError, BackupError, SealError) as error:
        return stopped(error)
    if last is not None:
        missing = f"; {last.missing} files were missing in the store" if last.missing else ""
        print(f"{last.moment}: {last.subjects} subjects, {last.rows} rows, {last.files} files {done}{missing}")
    return 0


def stopped(error: Exception) -> int:
    """Says why it could not be done."""
    print(f"stopped: {error}", file=sys.stderr)
    return 1
