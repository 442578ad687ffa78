"""What waits for somebody, told around every page and asked in one query: questions, notices, and mail that comes back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Func, IntegerField, OuterRef, QuerySet, Subquery, UUIDField
from django.http import HttpRequest

from harimi.service.accounts.models import Membership, User
from harimi.service.alerts.models import Alert
from harimi.service.alerts.queries import open_alerts
from harimi.service.contracts.models import Contract
from harimi.service.notices.mailboxes import of_today
from harimi.service.notices.reading import unread, unread_rules
from harimi.service.readings.questions import open_questions
from harimi.service.support.models import Violation
from harimi.service.support.violations.objecting import told_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many photographs ask, how many notices are unread, the newest of them about rules, and whether mail returns; whether
    they were told of a breach of the terms, and whether such a case goes on; whether they own a contract; how many
    alerts nobody has seen to.
    """

    questions: int = 0
    unread: int = 0
    rules: UUID | None = None
    returns: bool = False
    told: bool = False
    warned: bool = False
    pays: bool = False
    alerts: int = 0


def waiting(request: HttpRequest) -> Waiting:
    """What waits for the person; nothing for somebody who is not signed in."""
    user = request.user
    if not isinstance(user, User):
        return Waiting()
    mine = OuterRef("pk")
    owned = {"organization__memberships__user": mine, "organization__memberships__role": Membership.Role.OWNER}
    columns = {
        "questions": _count(open_questions(user)),
        "unread": _count(unread().filter(user=mine)),
        "rules": Subquery(unread_rules().filter(user=mine).values("notice")[:1], output_field=UUIDField()),
        "returns": Exists(of_today().filter(user=mine, permanent=True)),
        "told": Exists(told_of(user).order_by()),
        "warned": Exists(told_of(user).order_by().exclude(state=Violation.State.ENDED)),
        "pays": Exists(Contract.objects.filter(**owned)),
        "alerts": _count(open_alerts(user).filter(state=Alert.State.OPEN)),
    }
    return Waiting(*User.objects.filter(pk=user.pk).annotate(**columns).values_list(*columns).get())


def _count(rows: QuerySet[Any]) -> Subquery:
    counted = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(rows_there=counted).values("rows_there"))
