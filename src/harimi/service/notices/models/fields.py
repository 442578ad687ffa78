"""A text that is sealed where it is about somebody."""

from django.db import models

from harimi.service.privacy.gate import may_read
from harimi.service.privacy.sealed import Sealed, SealedTextField


class SealedOfSubjectField(SealedTextField):
    """Like `SealedTextField`; a row without a subject, to an address of nobody who is known here, keeps it as it is."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        kept = model_instance.__dict__.get(self.attname)
        if self._subject(model_instance) is None and kept is not None:
            return Sealed(kept)
        return super().pre_save(model_instance, add)

    def opened(self, instance: models.Model, sealed: Sealed) -> str:
        """Also empty where the text was forgotten."""
        if sealed and self._subject(instance) is not None:
            return super().opened(instance, sealed)
        may_read(self.item)
        return str(sealed)
