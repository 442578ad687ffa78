"""The keys of a backup, written to a file of their own, apart from it: whoever has only one of the two reads nothing.

It is encrypted to a recovery key that the operator keeps elsewhere; this machine knows its public half alone. It is written
anew with every backup and after every erasure, then without the keys of whoever was erased.
"""

import os
from pathlib import Path
from secrets import token_hex

from django.conf import settings

from harimi.service.backups.place import place
from harimi.service.backups.recovery import KeyFileError, Keys
from harimi.service.backups.whose import check
from harimi.service.privacy import keys
from harimi.service.privacy.models import SubjectKey


def write_keys() -> int:
    """Writes the file with the keys of everybody who is there now; how many. Raises a `KeyFileError`."""
    chosen = settings.HARIMI
    if chosen.backup_keys_file is None or not chosen.backup_recipient:
        raise KeyFileError("backups have no keys yet: run `harimi backup init` and set HARIMI_BACKUP_KEYS_FILE")
    check(place(), chosen.backup_keys_file)
    rows = SubjectKey.objects.values_list("subject_id", "master", "wrapped", "salt")
    subjects = {subject: (master, wrapped, bytes(salt)) for subject, master, wrapped, salt in rows}
    told = Keys(keys.ring().text(), settings.SECRET_KEY, chosen.backup_key, subjects)
    _replace(chosen.backup_keys_file, told.sealed(chosen.backup_recipient))
    return len(subjects)


def _replace(path: Path, data: bytes) -> None:
    """In one step: a power cut leaves the old file or the new one."""
    draft = path.with_name(f"{path.name}.{token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise KeyFileError(f"{path} cannot be written ({error.strerror}); HARIMI_BACKUP_KEYS_FILE is a file apart") from error
