"""The code on a box, which a person types or a telephone scans, and the key in the camera."""

import hashlib
import secrets
from unicodedata import normalize

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, which people mistake for each other."""
LENGTH = 16


def new_code() -> str:
    """Eighty bits of chance, as it is printed: XXXX-XXXX-XXXX-XXXX."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(drawn[n : n + 4] for n in range(0, LENGTH, 4))


def new_key() -> str:
    """The key that is written into a camera."""
    return f"hu_{secrets.token_urlsafe(32)}"


def code_hash(typed: str) -> str:
    """The hash of a code however it was typed: with or without hyphens, in small or full-width letters."""
    plain = "".join(one for one in normalize("NFKC", typed).upper() if one.isalnum())
    return key_hash(plain)


def key_hash(key: str) -> str:
    """Keys and codes hold enough chance that a plain hash cannot be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()
