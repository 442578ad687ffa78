"""What all parts of a face have in common: frozen values that refuse what they do not know, and kept pixels."""

from base64 import b64decode

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of a face."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def length(pixels: str) -> int:
    """How many bytes `pixels` (base64) are; -1 where they are damaged."""
    try:
        return len(b64decode(pixels, validate=True))
    except ValueError:
        return -1
