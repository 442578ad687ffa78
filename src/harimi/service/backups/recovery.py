"""The keys of a backup as its file holds them, and the recovery key that opens it. Needs neither Django nor a database."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pyrage

from harimi.service.platform.crypto import Keyring, key_context

Wrapped = tuple[str, str, bytes]
"""Of a subject: which master key wraps its data key, the wrapped key, and its salt."""


class KeyFileError(OSError):
    """The keys of a backup cannot be written or opened; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Everything that opens a backup: the ring and the signing key as texts, the backup's own key, and subjects' keys."""

    ring: str
    signing: str
    backup: bytes
    subjects: Mapping[UUID, Wrapped]

    def data_key(self, subject: UUID) -> bytes:
        """The subject's data key. A `KeyError` for whoever was erased."""
        master, wrapped, _ = self.subjects[subject]
        return Keyring.of(self.ring).unwrap(master, wrapped, key_context(subject))

    def sealed(self, recipient: str) -> bytes:
        """The file: encrypted by age to the public half of a recovery key."""
        plain = {
            "ring": self.ring,
            "signing": self.signing,
            "backup": _text(self.backup),
            "subjects": {str(one): [master, wrapped, _text(salt)] for one, (master, wrapped, salt) in self.subjects.items()},
        }
        return pyrage.encrypt(json.dumps(plain).encode(), [pyrage.x25519.Recipient.from_str(recipient)])


def new_recovery_key() -> tuple[str, str]:
    """A recovery key, which is shown this once, and its public half."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def opened(path: Path, recovery_key: str) -> Keys:
    """What the file holds. Raises a `KeyFileError`."""
    try:
        identity = pyrage.x25519.Identity.from_str(recovery_key.strip())
    except pyrage.IdentityError as error:
        raise KeyFileError("this is no recovery key; it begins with AGE-SECRET-KEY-1") from error
    try:
        plain = json.loads(pyrage.decrypt(path.read_bytes(), [identity]))
    except pyrage.DecryptError as error:
        raise KeyFileError(f"{path} does not open with this recovery key ({error})") from error
    except OSError as error:
        raise KeyFileError(f"{path} cannot be read ({error.strerror})") from error
    subjects = {UUID(one): (master, wrapped, _bytes(salt)) for one, (master, wrapped, salt) in plain["subjects"].items()}
    return Keys(plain["ring"], plain["signing"], _bytes(plain["backup"]), subjects)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
