"""A token as Mosquitto keeps it: `$7$iterations$salt$hash`, PBKDF2 with SHA-512, as mosquitto_passwd writes it."""

import hashlib
import secrets
from base64 import b64encode

ITERATIONS = 101
"""Mosquitto's own number. It hinders guessing, and a token of 256 bits of chance cannot be guessed."""
_SALT = 12


def mosquitto_hash(token: str) -> str:
    """The hash of a token or another password, each time with a new salt."""
    salt = secrets.token_bytes(_SALT)
    found = hashlib.pbkdf2_hmac("sha512", token.encode(), salt, ITERATIONS, 64)
    return f"$7${ITERATIONS}${b64encode(salt).decode()}${b64encode(found).decode()}"
