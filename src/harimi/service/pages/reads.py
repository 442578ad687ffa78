"""A register's value as people read it: a number with its decimals, or what its lamps say."""

from harimi.service.meters.models import Register
from harimi.service.meters.states import said, values
from harimi.service.meters.values import shown, unit_shown
from harimi.service.pages.texts import text


def reads(value: int | None, register: Register) -> str:
    """The value in words, without its unit; a dash where there is none."""
    if value is None or not register.is_state:
        return shown(value, register.decimals)
    return text("state.joined").join(said(value, register.states)) or text("state.all_off")


def choices(register: Register) -> list[tuple[str, str]]:
    """Every value of lamps with its words, where they are few; else none, and a value is typed."""
    return [(str(value), reads(value, register)) for value in values(register.states)] if register.is_state else []


def with_unit(value: int | None, register: Register) -> str:
    """The same with its unit."""
    return f"{reads(value, register)} {unit_shown(register.unit)}".strip()
