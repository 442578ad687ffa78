"""Secrets that the service makes for itself, once, readable by its own user only."""

import os
from contextlib import suppress
from pathlib import Path

SIGNING_KEY, FIELD_KEYS = "signing-key", "field-keys"
BACKUP_KEY, BACKUP_RECIPIENT = "backup-key", "backup-recipient"


def secret_path(folder: Path, name: str) -> Path:
    """Where the secret `name` is."""
    return folder / "secrets" / name


def secret(folder: Path, name: str) -> str:
    """The secret `name` in `folder/secrets`; empty where none was made yet."""
    path = secret_path(folder, name)
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def given(text: str, file: Path | None) -> str:
    """A secret as the operator gave it: in a file where one is named, else in words."""
    return text if file is None else file.read_text(encoding="utf-8").strip()


def replace_secret(path: Path, text: str) -> None:
    """Writes the secret `text`, whatever was there, in one step."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    make_secret(fresh, text)
    fresh.replace(path)


def make_secret(path: Path, text: str) -> None:
    """Writes the secret `text` where there is none.

    Written beside and linked into place: of two processes that start at once one wins, and neither reads half a key.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
