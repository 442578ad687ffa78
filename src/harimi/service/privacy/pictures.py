"""Pictures that somebody sent of themselves or of a paper: drawn anew, sealed under their key, in the store."""

from uuid import UUID

from harimi.service.platform.blobs import blobs
from harimi.service.platform.redrawing import redrawn
from harimi.service.platform.sealed_files import Sealing, opened
from harimi.service.privacy.keys import data_key


def put(subject: UUID, context: str, sent: bytes) -> str:
    """Keeps a picture, without anything hidden in its file; its key in the store. Raises a `PictureError`."""
    sealing = Sealing(data_key(subject), context)
    return blobs().put(b"".join([*sealing.add(redrawn(sent)), sealing.end()]))


def get(subject: UUID, context: str, key: str) -> bytes:
    """The picture, as JPEG. Raises `BlobMissingError` where it is gone, `KeyGoneError` after erasure."""
    return b"".join(opened(data_key(subject), [blobs().get(key)], context))
