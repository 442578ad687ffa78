"""Who is named in what is exported: one's own people by their mail address, everybody else by what they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from harimi.service.accounts.models import Membership, Organization, User
from harimi.service.privacy.audit import ERASED, token_of
from harimi.service.privacy.models import Subject
from harimi.service.rights.exported import Column


@dataclass(frozen=True, slots=True)
class Somebody:
    """`what` they are: `self` or `own`, the person or the organization that it is about; `member`, with their `mail`; `staff`,
    `left`, `other`, `another` (a person or an organization) or `erased`.
    """

    what: str
    mail: str = ""


@dataclass(frozen=True)
class People:
    """Everybody who may be named in a subject's export.

    In an organization's the members are named; whoever left is not, and the operator's staff never are. In a person's nobody is
    named but the person.
    """

    subject: Subject
    withheld: frozenset[str] = frozenset()

    def who(self, column: Column, value: Any) -> Somebody | None:
        """Whom the column's value names; None for nobody."""
        if value in (None, ""):
            return None
        return self._by_token(value) if column.names == "token" else self._by_id(value)

    def mail(self, written: str) -> str:
        """A member's mail address by their id as it is written; nothing for anybody else."""
        return self._written.get(written, "")

    def _by_id(self, key: UUID) -> Somebody:
        person = self.subject.kind == Subject.Kind.PERSON
        if key in (self.subject.pk, self._own):
            return Somebody("self" if person else "own")
        if person:
            return Somebody("other")
        mail = self._members.get(key)
        return Somebody("member", mail) if mail else Somebody("staff" if key in self._staff else "left")

    def _by_token(self, token: str) -> Somebody:
        return Somebody("self") if token == self._token else Somebody("erased" if token == ERASED else "another")

    @cached_property
    def _own(self) -> UUID | None:
        """The account, or the organization's row, of the subject."""
        kind = User if self.subject.kind == Subject.Kind.PERSON else Organization
        return kind.objects.filter(subject=self.subject).values_list("pk", flat=True).first()

    @cached_property
    def _token(self) -> str:
        return token_of(self.subject.pk)

    @cached_property
    def _members(self) -> Mapping[UUID, str]:
        """By the account's id and by the subject's; nobody is named where mail addresses are withheld."""
        if "mail" in self.withheld:
            return {}
        found = Membership.objects.filter(organization__subject=self.subject)
        rows = list(found.values_list("user_id", "user__subject_id", "user__email"))
        return {key: mail for user, subject, mail in rows for key in (user, subject)}

    @cached_property
    def _written(self) -> Mapping[str, str]:
        return {str(key): mail for key, mail in self._members.items()}

    @cached_property
    def _staff(self) -> set[UUID]:
        rows = User.objects.filter(is_staff=True).values_list("pk", "subject_id")
        return {key for both in rows for key in both}
