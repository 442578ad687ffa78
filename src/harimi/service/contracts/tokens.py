"""The links in mails to applicants, and the numbers by which customers name their contracts."""

import hashlib
import secrets


def new_token() -> str:
    """256 bits of chance."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_number() -> str:
    """Eight digits, drawn so that nobody reads from them how many customers there are: 1234-5678."""
    drawn = secrets.randbelow(90_000_000) + 10_000_000
    return f"{drawn // 10_000}-{drawn % 10_000:04}"
