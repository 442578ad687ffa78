"""Erasure in backups: keys are written anew without those of whoever was erased, and what is unreadable then is deleted."""

from django.conf import settings

from harimi.service.backups.key_file import write_keys
from harimi.service.backups.place import LEDGER, Place, copy_file, place
from harimi.service.backups.pruning import forget_erased
from harimi.service.backups.whose import check
from harimi.service.rights import ledger


def forget_in_backups() -> None:
    """Nothing where no backups are made. Raises a `KeyFileError` or `StoreError`: then it is done once more later."""
    if not settings.HARIMI.backup_place:
        return
    write_keys()
    tell_ledger(place())
    forget_erased(place())


def tell_of_leaving() -> None:
    """The backups' copy of the ledger knows who left or stayed since the last backup; nothing where no backups are made yet."""
    chosen = settings.HARIMI
    if chosen.backup_place and chosen.backup_keys_file is not None and chosen.backup_recipient:
        check(place(), chosen.backup_keys_file)
        tell_ledger(place())


def tell_ledger(where: Place) -> None:
    """The backups' copy of the ledger and the ledger itself both know what either knew."""
    there, file = where.read(LEDGER), ledger.ledger_file()
    ledger.take_over(ledger.told_in(there.decode("ascii")))
    if file.exists() and file.read_bytes() != there:
        copy_file(where, LEDGER, file)
