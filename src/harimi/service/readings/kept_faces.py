"""Faces as vision takes them: a version of a face never changes, so a worker reads each from the database once."""

from functools import lru_cache
from uuid import UUID

from harimi.service.meters.models import Face as FaceRow
from harimi.vision.face import Face

MOST = 256
"""Faces that a worker remembers."""


@lru_cache(maxsize=MOST)
def kept_face(pk: UUID) -> Face:
    """The face of a version. Raises `FaceRow.DoesNotExist`."""
    return Face.model_validate(FaceRow.objects.values_list("data", flat=True).get(pk=pk))
