"""Model fields that are kept sealed under their subject's own key, and opened for a purpose only.

`SealedTextField(item="name", subject="subject_id")` reads and writes like text. In the database stands what `platform.crypto`
seals; it opens only while a purpose is declared (`gate.using`) that may use the item. Found is it by its blind index, where
the model keeps one beside.
"""

import unicodedata
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models

from harimi.service.platform.crypto import blind_index, seal, unseal
from harimi.service.privacy.gate import may_read
from harimi.service.privacy.keys import data_key, ring

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class Sealed(str):
    """A text as the database keeps it."""

    __slots__ = ()


class _Opened:
    """The attribute of a sealed field: opens on reading, keeps what was written until it is saved."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        kept = instance.__dict__.get(self.field.attname, "")
        return self.field.opened(instance, kept) if isinstance(kept, Sealed) else kept

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(_Text):
    """Text about a subject; `subject` is the path from the model to the subject's id, `item` what the text is."""

    def __init__(self, *args: Any, item: str, subject: str = "subject_id", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item, self.subject = item, subject

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "item": self.item, "subject": self.subject}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opened(self))

    def from_db_value(self, value: str | None, *_: object) -> Sealed | None:
        """What a query reads stays sealed until somebody asks."""
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:  # noqa: ARG002
        """What is written to the database."""
        kept = model_instance.__dict__.get(self.attname)
        if kept is None or isinstance(kept, Sealed):
            return kept
        subject = self._subject(model_instance)
        sealed = Sealed(seal(data_key(subject), str(kept).encode(), self._context(subject)))
        model_instance.__dict__[self.attname] = sealed
        return sealed

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Only what is sealed is written; an `update` with plain text would bypass the seal and is refused."""
        if value and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} is sealed: set it on the row and save that, instead of update()")
        return super().get_db_prep_save(value, connection)

    def opened(self, instance: models.Model, sealed: Sealed) -> str:
        """The text. Raises `PurposeRequiredError` or `RefusedError` without a purpose for it, `KeyGoneError` after erasure."""
        may_read(self.item)
        subject = self._subject(instance)
        return unseal(data_key(subject), sealed, self._context(subject)).decode()

    def _subject(self, instance: models.Model) -> UUID:
        found: UUID = attrgetter(self.subject)(instance)
        return found

    def _context(self, subject: UUID) -> str:
        return f"{self.model._meta.db_table}.{self.column}:{subject}"


def index_of(text: str, what: str) -> str:
    """The blind index of a text: equal for texts that differ only in how they were typed. `what` names the column."""
    return blind_index(ring().index, unicodedata.normalize("NFKC", text).casefold().replace(" ", ""), what)
