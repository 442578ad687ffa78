"""How registers look."""

import uuid

from django.conf import settings
from django.db import models

from harimi.service.meters.models.meters import Register
from harimi.service.privacy.closed import ClosedJSONField


class Face(models.Model):
    """How a register looks to one camera, from `valid_from` until a newer version; never changed once it is kept.

    `view` is the id of the installation on whose picture it was drawn: another camera sees the meter otherwise. `data` is the
    face in the form of docs/schemas/face.json, in pixels of the pictures that are kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.ForeignKey(Register, models.CASCADE, related_name="faces")
    version = models.PositiveIntegerField()
    view = models.UUIDField()
    data = ClosedJSONField()
    valid_from = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "version"], name="one_face_each_version")]
