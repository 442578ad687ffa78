"""What people fill in for a rule: what it is for, the settings of its kind, when nobody is told, and who hears of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django import forms

from harimi.service.accounts.models import Organization
from harimi.service.alerts.errors import RuleError
from harimi.service.alerts.kinds.registry import KINDS
from harimi.service.alerts.models import Channel, Level, Rule
from harimi.service.alerts.quiet import Quiet
from harimi.service.alerts.rules import MOST_STEPS, Scope, Told
from harimi.service.alerts.trying import DAYS
from harimi.service.pages.alerts.lamps import lamp_choices, state_choices
from harimi.service.pages.alerts.scopes import choices, scope_of
from harimi.service.pages.alerts.settings_fields import INSIDE, fields_of, flat, labels, legend, told
from harimi.service.pages.alerts.words_channels import name_of
from harimi.service.pages.forms import NameField, labelled
from harimi.service.pages.texts import TEXTS, text

ON_VALUES = ("limit", "usage", "change", "continuous", "no_flow", "spike", "unusual", "lamp")
"""Kinds that are judged on values, which are confirmed or not."""
_CHANNEL = "channel_"


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that stand inside others, and what is above them; those of days off stay closed while there are none."""

    name: str
    legend: str
    fields: list[forms.BoundField]

    @property
    def apart(self) -> bool:
        """Whether few fill it in."""
        return self.name.startswith("off_days")

    @property
    def filled(self) -> bool:
        """Whether anything is told in it, or wrong."""
        return any(one.errors or one.value() not in (None, "") for one in self.fields)


class RuleForm(forms.Form):
    """A rule of one kind; of one that is there, what it is for stays."""

    name = NameField(max_length=60, required=False)
    quiet = forms.BooleanField(required=False)
    quiet_from = forms.TimeField(required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_off_days = forms.BooleanField(required=False)
    quiet_alarms = forms.BooleanField(required=False)
    escalation = forms.CharField(max_length=60, required=False)
    days = forms.TypedChoiceField(coerce=int, empty_value=str(DAYS[0]), required=False)

    def __init__(
        self,
        *args: Any,
        kind: str,
        organizations: Sequence[Organization],
        channels: Sequence[Channel],
        row: Rule | None = None,
        asked: UUID | None = None,
        **fields: Any,
    ) -> None:
        super().__init__(*args, **fields)
        self.kind, self.organizations, self.row = kind, organizations, row
        self._add_scope(asked)
        self._add_rest()
        labelled(self, "rule.form")
        self._add_settings()
        self._add_channels(channels)

    def scope(self) -> tuple[Organization, Scope]:
        """For what it is, and whose."""
        if self.row is not None:
            return self.row.organization, self.row.register or self.row.meter or self.row.site
        return cast(tuple[Organization, Scope], self.cleaned_data["scope"])

    def told(self) -> Told:
        """The form as a rule."""
        data = self.cleaned_data
        level = Level(data.get("level") or Level.WARNING)
        believed = Rule.Believed(data.get("believed") or Rule.Believed.ESTIMATED)
        steps = [int(one) for one in re.findall(r"\d{1,6}", data["escalation"])]
        return Told(told(self.settings, data), data["name"], believed, level, self._quiet(), steps, bool(data.get("spares")))

    def steps(self) -> dict[UUID, int]:
        """By which channels people hear of it, and from which step on; those of another organization do not."""
        mine = {one.pk for one in self.channels if one.organization_id == self.scope()[0].pk}
        asked = {one: self.cleaned_data.get(f"{_CHANNEL}{one}", "") for one in mine}
        return {one: int(step) for one, step in asked.items() if step}

    def say(self, wrong: RuleError) -> None:
        """What cannot be stands beside the field where it is known."""
        places = [one.replace(".", INSIDE) for one in wrong.details] or [wrong.code]
        own = f"rule.error.{wrong.code}.{self.kind}"
        words = text(own if own in TEXTS else f"rule.error.{wrong.code}")
        field = next((one for one in places if one in self.fields), wrong.code if wrong.code in self.fields else None)
        self.add_error(field, words)

    def clean_scope(self) -> tuple[Organization, Scope]:
        """What was chosen."""
        found = scope_of(self.cleaned_data["scope"], self.organizations)
        if found is None:
            raise forms.ValidationError(text("rule.error.scope"))
        return found

    @property
    def groups(self) -> list[Group]:
        """The settings of its kind, together as they belong."""
        found: dict[str, list[forms.BoundField]] = {}
        for name in self.settings:
            found.setdefault(name.rpartition(INSIDE)[0], []).append(self[name])
        return [Group(group, legend(self.kind, group), fields) for group, fields in found.items()]

    @property
    def hearing(self) -> Iterator[forms.BoundField]:
        """The channels."""
        return (self[f"{_CHANNEL}{one.pk}"] for one in self.channels)

    def _quiet(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if not data["quiet"]:
            return None
        hours = {"from": data["quiet_from"], "until": data["quiet_until"]}
        kept = {key: value for key, value in hours.items() if value is not None}
        return {**kept, "off_days": data["quiet_off_days"], "alarms": data["quiet_alarms"]}

    def _add_scope(self, asked: UUID | None) -> None:
        if self.row is None:
            first = f"meter:{asked}" if asked else None
            self.fields["scope"] = forms.ChoiceField(choices=choices(self.organizations, asked), initial=first)

    def _add_settings(self) -> None:
        kept = flat(self.row.settings) if self.row else {}
        self.settings: list[str] = []
        for name, field in fields_of(KINDS[self.kind].Settings):
            self.settings.append(name)
            self.fields[name] = field
            field.initial = kept.get(name, field.initial)
            field.label, field.help_text = labels(self.kind, name)
        if self.kind == "lamp":
            cast(Any, self.fields["lamp"]).choices = lamp_choices(self.organizations)
            cast(Any, self.fields["states"]).choices = state_choices(self.organizations)

    def _add_rest(self) -> None:
        row = self.row
        if "warning" not in KINDS[self.kind].Settings.model_fields:
            levels = [(one.value, text(f"alert.level.{one.value}")) for one in Level]
            self.fields["level"] = forms.ChoiceField(choices=levels, initial=row.level if row else Level.WARNING)
        if self.kind in ON_VALUES:
            ways = [(one.value, text(f"rule.believed.{one.value}")) for one in Rule.Believed]
            self.fields["believed"] = forms.ChoiceField(choices=ways, initial=row.believed if row else None)
        if row is None or row.scope != "organization":
            self.fields["spares"] = forms.BooleanField(required=False, initial=row.spares if row else False)
        cast(Any, self.fields["days"]).choices = [(one, text("rule.form.in_days", days=one)) for one in DAYS]
        self._add_quiet()

    def _add_quiet(self) -> None:
        row = self.row
        quiet = Quiet.model_validate(row.quiet) if row and row.quiet else Quiet.model_validate({})
        told = {"quiet": bool(row and row.quiet), "quiet_from": quiet.since, "quiet_until": quiet.until}
        told |= {"quiet_off_days": quiet.off_days, "quiet_alarms": quiet.alarms}
        told |= {"name": row.name if row else "", "escalation": ", ".join(map(str, row.escalation)) if row else ""}
        for name, value in told.items():
            self.fields[name].initial = value

    def _add_channels(self, channels: Sequence[Channel]) -> None:
        self.channels = channels
        kept = {one.channel_id: str(one.step) for one in self.row.hearings.all()} if self.row else {}
        ways = [("", text("rule.hear.not")), ("0", text("rule.hear.now"))]
        ways += [(str(n), text("rule.hear.step", step=n)) for n in range(1, MOST_STEPS + 1)]
        for one in channels:
            field = forms.ChoiceField(choices=ways, required=False, initial=kept.get(one.pk, ""), label=name_of(one, True))
            self.fields[f"{_CHANNEL}{one.pk}"] = field
