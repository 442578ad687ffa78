"""Lamps that a rule may watch, and the states that they have, by the names that people gave them."""

from collections.abc import Sequence

from harimi.service.accounts.models import Organization
from harimi.service.meters.models import Register
from harimi.service.meters.states import count, state_name
from harimi.service.pages.texts import text

NAMED = 3
"""Names that stand beside a state's number."""


def lamp_choices(organizations: Sequence[Organization]) -> list[tuple[str, str]]:
    """Their names, each once."""
    return [(one, one) for one in dict.fromkeys(lamp[0] for lamp in _lamps(organizations))]


def state_choices(organizations: Sequence[Organization]) -> list[tuple[int, str]]:
    """Their states, with what some of them are called there."""
    lamps = _lamps(organizations)
    most = max((count(one) for one in lamps), default=2)
    return [(n, _words(n, lamps)) for n in range(most)]


def _words(state: int, lamps: Sequence[Sequence[str]]) -> str:
    names = dict.fromkeys(state_name(list(one), state) for one in lamps if 1 + state < len(one))
    plain = text(f"rule.lamp.state.{min(state, 1)}") if state < 2 else str(state)
    return text("app.and").join(list(names)[:NAMED]) or plain


def _lamps(organizations: Sequence[Organization]) -> list[list[str]]:
    rows = Register.objects.filter(meter__site__organization__in=organizations, meter__retired_at=None)
    return [list(lamp) for states in rows.exclude(states=[]).values_list("states", flat=True) for lamp in states]
