"""Erasure in backups: keys are written anew without those of whoever was erased, and what is unreadable then is deleted."""

from django.conf import settings

from harimi.service.backups.key_file import write_keys
from harimi.service.backups.place import LEDGER, Place, copy_file, place
from harimi.service.backups.pruning import forget_erased
from harimi.service.rights import ledger


def forget_in_backups() -> None:
    """Nothing where no backups are made. Raises a `KeyFileError` or `StoreError`: then it is done once more later."""
    if not settings.HARIMI.backup_place:
        return
    write_keys()
    tell_ledger(place())
    forget_erased(place())


def tell_ledger(where: Place) -> None:
    """The backups' copy of the ledger and the ledger itself both know what either knew."""
    ledger.take_over(ledger.told_in(where.read(LEDGER).decode("ascii")))
    copy_file(where, LEDGER, ledger.ledger_file())
