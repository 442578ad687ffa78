"""How rules are told and answered."""

from datetime import time
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, RootModel, StringConstraints

from harimi.service.alerts.channels.services import STEPS
from harimi.service.alerts.kinds.registry import KINDS
from harimi.service.alerts.models import Level
from harimi.service.alerts.models import Rule as RuleRow
from harimi.service.alerts.quiet import Quiet
from harimi.service.alerts.rules import LONGEST, MOST_STEPS, Told
from harimi.service.api.v1.of_kinds import of_kinds
from harimi.service.api.v1.words import Sent, one_of
from harimi.service.privacy.cards import tidy

LONGEST_NAME = 60
Minutes = Annotated[int, Field(ge=1, le=LONGEST)]


class QuietHours(Sent):
    """From one time of a day `until` another, by the clocks of the site, nobody is told; on `off_days` all day.

    Where `alarms`, what is an alarm is told all the same.
    """

    since: time = time(22)
    until: time = time(7)
    off_days: bool = False
    alarms: bool = True


class Hearing(Sent):
    """A channel by which people hear of it: at once (`step` 0), or when so many steps of its escalation were taken."""

    channel_id: UUID
    step: int = Field(ge=0, le=STEPS)


class RuleAsked(Sent):
    """What is watched for: in all of the organization, or at one site, meter or register.

    `believed` is on which values it is judged: all that are trusted, or `confirmed` ones alone. `level` is that of what kinds
    find which know only one. `escalation` are the minutes after which further people are told, in order. One that `spares`
    watches nothing: it takes what it is for out of the rules of its kind that are for more.
    """

    kind: Any
    settings: Any
    name: Annotated[str, StringConstraints(max_length=LONGEST_NAME)] = ""
    site_id: UUID | None = None
    meter_id: UUID | None = None
    register_id: UUID | None = None
    on: bool | None = Field(None, description="Whether it watches. Where it is left out, a new one does not, and others stay.")
    believed: Annotated[RuleRow.Believed, one_of(RuleRow.Believed)] = RuleRow.Believed.ESTIMATED
    level: Annotated[Level, one_of(Level)] = Level.WARNING
    quiet: QuietHours | None = None
    escalation: list[Minutes] = Field([], max_length=MOST_STEPS)
    spares: bool = False
    hearings: list[Hearing] | None = Field(
        None,
        max_length=40,
        description="Where none is named, every channel hears of it that hears of everything; null leaves them.",
    )

    def told(self) -> Told:
        """As services have it."""
        quiet = None if self.quiet is None else self.quiet.model_dump(mode="json")
        rest = (tidy(self.name), self.believed, self.level, quiet, self.escalation, self.spares)
        return Told(self.settings.model_dump(mode="json"), *rest)


class RuleOfKind(RootModel[RuleAsked]):
    """A rule, with the settings of its kind."""

    root: Annotated[RuleAsked, of_kinds(RuleAsked, "Rule", {name: one.Settings for name, one in KINDS.items()})]


class Rule(BaseModel):
    """What is watched for, in all of the organization or at a site, a meter or a register, by the `settings` of its kind.

    One that is not `own` is there from the beginning: it can be changed and switched off, and not deleted.
    """

    id: UUID
    kind: str
    name: str
    on: bool
    site_id: UUID | None
    meter_id: UUID | None
    register_id: UUID | None
    believed: str
    settings: dict[str, Any]
    level: str
    quiet: QuietHours | None
    escalation: list[int]
    spares: bool
    own: bool
    hearings: list[Hearing]


class Rules(BaseModel):
    """All of them."""

    data: list[Rule]


class SwitchRule(Sent):
    """Whether it watches."""

    on: bool


def told_rule(row: RuleRow) -> Rule:
    """A rule as it is answered."""
    names = (
        *("kind", "name", "on", "site_id", "meter_id", "register_id", "believed", "settings"),
        *("level", "escalation", "spares", "own"),
    )
    heard = sorted(row.hearings.all(), key=lambda one: (one.step, one.pk))
    hearings = [Hearing(channel_id=one.channel_id, step=one.step) for one in heard]
    quiet = None if row.quiet is None else QuietHours(**Quiet.model_validate(row.quiet).model_dump(by_alias=False))
    return Rule(id=row.pk, hearings=hearings, quiet=quiet, **{name: getattr(row, name) for name in names})
