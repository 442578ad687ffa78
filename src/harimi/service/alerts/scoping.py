"""Which rules are for what: of two that are about the same, the one for less stands in place of the one for more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from harimi.service.alerts.kinds.form import About, Judge, Traits
from harimi.service.alerts.kinds.registry import KINDS
from harimi.service.alerts.models import Rule
from harimi.service.meters.models import Register

_NEARNESS: Mapping[str, int] = {"organization": 0, "site": 1, "meter": 2, "register": 3}


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule with its kind and its settings read."""

    rule: Rule
    judge: Judge
    settings: Any

    @property
    def about(self) -> About:
        """What its alerts are of."""
        return self.judge.ABOUT

    @property
    def of_readings(self) -> bool:
        """Whether it is judged on values, which may be corrected, rather than on pictures and cameras as they are now."""
        return self.judge.ABOUT == About.REGISTER and self.rule.kind != "unreadable"


def read(rule: Rule) -> Applied:
    """The rule with its settings read. Raises pydantic's `ValidationError` where they are not those of its kind."""
    judge = KINDS[rule.kind]
    return Applied(rule, judge, judge.Settings.model_validate(rule.settings))


def applied(rules: Iterable[Applied], register: Register) -> list[Applied]:
    """Those that watch a register: switched on, for such registers, and not replaced or spared by one that is for less."""
    theirs = [one for one in rules if one.rule.on and _covers(one.rule, register) and _fits(one, register)]
    nearest: dict[tuple[str, str], int] = {}
    for one in theirs:
        nearest[_key(one)] = max(nearest.get(_key(one), 0), _NEARNESS[one.rule.scope])
    found = [one for one in theirs if _NEARNESS[one.rule.scope] == nearest[_key(one)]]
    spared = {_key(one) for one in found if one.rule.spares}
    return [one for one in found if not one.rule.spares and _key(one) not in spared]


def _key(one: Applied) -> tuple[str, str]:
    return one.rule.kind, one.judge.subject(one.settings)


def _covers(rule: Rule, register: Register) -> bool:
    if rule.register_id:
        return rule.register_id == register.pk
    if rule.meter_id:
        return rule.meter_id == register.meter_id
    return not rule.site_id or rule.site_id == register.meter.site_id


def _fits(one: Applied, register: Register) -> bool:
    own = one.rule.scope in ("meter", "register")
    return one.judge.fits(Traits(register.kind, register.unit, own))
