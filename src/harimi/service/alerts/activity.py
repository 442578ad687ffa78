"""What people do with rules and alerts, as the list of activities tells it."""

from collections.abc import Collection, Mapping
from uuid import UUID

from harimi.service.accounts.activity import declare
from harimi.service.alerts.models import Alert, Rule


def _rules(ids: Collection[str]) -> Mapping[str, str]:
    found = Rule.objects.filter(pk__in=map(UUID, ids)).select_related("organization")
    return {str(one.pk): one.name or one.kind for one in found}


def _alerts(ids: Collection[str]) -> Mapping[str, str]:
    return {str(pk): name for pk, name in Alert.objects.filter(pk__in=map(UUID, ids)).values_list("pk", "meter__name")}


def declare_all() -> None:
    """Called once Django has started."""
    declare("rule", "made", "changed", "switched_on", "switched_off", "deleted", names=_rules)
    declare("alert", "acknowledged", "snoozed", "ended", names=_alerts)
