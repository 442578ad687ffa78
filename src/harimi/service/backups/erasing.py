"""Erasure in backups: keys are written anew without those of whoever was erased, and what is unreadable then is deleted."""

from django.conf import settings

from harimi.service.backups.key_file import write_keys
from harimi.service.backups.place import LEDGER, copy_file
from harimi.service.backups.pruning import forget_erased
from harimi.service.backups.writing import place
from harimi.service.rights.ledger import ledger_file


def forget_in_backups() -> None:
    """Nothing where no backups are made. Raises a `KeyFileError` or `StoreError`: then it is done once more later."""
    if not settings.HARIMI.backup_place:
        return
    write_keys()
    copy_file(place(), LEDGER, ledger_file())
    forget_erased(place())
