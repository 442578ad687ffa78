"""A file that a worker makes for somebody, whatever is in it."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models

from harimi.service.platform.models import Leased


class Filed(Leased):
    """`reached` of `total` rows and files are written, into `parts` in the store, which are the whole file of `size` bytes once
    it is over (`done_at`); or `fault` says why there is none. Sealed under the key of `subject_id`.
    """

    total = models.PositiveBigIntegerField(default=0)
    reached = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    fault = models.CharField(max_length=20, blank=True)
    done_at = models.DateTimeField(null=True, db_index=True)

    if TYPE_CHECKING:
        parts: Any

        @property
        def subject_id(self) -> UUID:
            """Whose key seals it."""

    class Meta:
        abstract = True

    @property
    def there(self) -> bool:
        """Whether there is a file to fetch."""
        return self.done_at is not None and not self.fault
