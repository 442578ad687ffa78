"""A camera that was knocked or turned, or before which something stands."""

from harimi.service.alerts.kinds.form import About, KindSettings, Reach, Traits
from harimi.service.alerts.series import Look, Series
from harimi.service.alerts.spells import OF_RULE, Found, Spell

ABOUT, RESTS = About.DEVICE, True
YIELDS: tuple[str, ...] = ()
CODES = ("camera_jumped", "other_view", "covered", "lost_alignment")
"""What pictures say of it; a camera that moved a little is followed and needs nobody."""
IN_A_ROW = 2
"""Pictures one after the other: somebody may walk through one."""


class Settings(KindSettings):
    """There is nothing to be set."""


def fits(_: Traits) -> bool:
    return True


def subject(_: Settings) -> str:
    return ""


def reach(_: Settings, __: Series) -> Reach:
    return Reach(looks=IN_A_ROW + 4, points=False)


def judge(_: Settings, series: Series) -> list[Spell]:
    """A picture that shows the meter where it was ends it."""
    following = series.following()
    row: list[Look] = []
    for look in series.looks:
        code = next((one for one in CODES if one in look.codes), "")
        row = [*row, look] if code else []
        if look.at < series.since:
            continue
        if not row:
            following.over(look.at)
        elif len(row) >= IN_A_ROW:
            following.so(Found(look.at, OF_RULE, 0, look.attempt, {"code": code}), row[0].at)
    return following.all
