"""What people type about cameras."""

import re
from collections.abc import Sequence
from typing import Any
from unicodedata import normalize

from django import forms
from pydantic import ValidationError

from harimi.service.accounts.models import Organization
from harimi.service.devices.models import Device
from harimi.service.devices.settings import FIELDS, Settings
from harimi.service.pages.forms import NameField, labelled
from harimi.service.pages.forms_places import OfOrganization
from harimi.service.pages.texts import text

_BETWEEN = re.compile(r"[\s,、]+")
_WINDOW = re.compile(r"[-–—~〜]")
_HOUR = re.compile(r"(?<![0-9:])(?=[0-9]:)")
EVERY = (0, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720, 1440)
SIDES = (640, 800, 1024, 1280, 1600, 1920, 2560, 4096)
_LISTS = ("at", "windows")


class ClaimForm(OfOrganization):
    """The code on a box, how the camera is called from now on, and which broken one it replaces, if any."""

    def __init__(self, *args: Any, organizations: list[Organization], broken: Sequence[Device] = (), **fields: Any) -> None:
        super().__init__(*args, organizations=organizations, **fields)
        self.broken = {str(one.pk): one for one in broken}
        if broken:
            choices = [("", text("fault.replaces_none")), *((pk, one.name) for pk, one in self.broken.items())]
            label, hint = text("fault.replaces"), text("fault.replaces_hint")
            self.fields["replaces"] = forms.ChoiceField(choices=choices, required=False, label=label, help_text=hint)
        typed = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"})
        self.fields["code"] = forms.CharField(max_length=60, widget=typed, label=text("cameras.code"))
        self.fields["name"].label = text("cameras.name")

    @property
    def replaced(self) -> Device | None:
        """The camera whose place it takes."""
        return self.broken.get(self.cleaned_data.get("replaces", ""))


class NamedForm(forms.Form):
    """A camera's name."""

    name = NameField(max_length=120)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["name"].label = text("cameras.name")


class SettingsForm(forms.Form):
    """When and how a camera takes photographs. Times are typed with commas between, windows as 06:00-22:00."""

    every_minutes = forms.TypedChoiceField(coerce=int)
    at = forms.CharField(required=False, max_length=400)
    windows = forms.CharField(required=False, max_length=200)
    only_on_change = forms.FloatField(min_value=0, max_value=100)
    longest_side = forms.TypedChoiceField(coerce=int)
    quality = forms.IntegerField(min_value=40, max_value=100)
    crop_to_face = forms.BooleanField(required=False)
    light_ms = forms.IntegerField(min_value=0, max_value=10_000)
    batch = forms.IntegerField(min_value=1, max_value=50)
    retries = forms.IntegerField(min_value=0, max_value=20)
    retry_seconds = forms.IntegerField(min_value=5, max_value=3600)
    contact_minutes = forms.IntegerField(min_value=1, max_value=1440)
    report_minutes = forms.IntegerField(min_value=5, max_value=1440)
    asleep = forms.BooleanField(required=False)

    def __init__(self, *args: Any, begun: Settings) -> None:
        super().__init__(*args, initial=_typed(begun))  # type: ignore[misc]  # args is the data alone
        labelled(self, "camera_setting")
        _offer(self.fields["every_minutes"], {*EVERY, begun.every_minutes}, "camera_setting.every")
        _offer(self.fields["longest_side"], {*SIDES, begun.longest_side}, "camera_setting.pixels")
        self.settings: Settings | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        told = {name: _split(data[name]) if name in _LISTS else data[name] for name in FIELDS if name in data}
        if "windows" in told:
            told["windows"] = [_WINDOW.split(one) for one in told["windows"]]
        try:
            self.settings = Settings.model_validate(told)
        except ValidationError as error:
            for one in error.errors():
                name = str(one["loc"][0]) if one["loc"] else "windows"
                self.add_error(name, text("camera.bad_windows" if name == "windows" else "camera.bad_time"))
        return data


def _split(typed: str) -> list[str]:
    """Times or windows as people type them: in full width, and 6:00 as well as 06:00."""
    return [_HOUR.sub("0", one) for one in _BETWEEN.split(normalize("NFKC", typed).strip()) if one]


def _typed(begun: Settings) -> dict[str, Any]:
    told = begun.model_dump(mode="json")
    told["only_on_change"] = f"{begun.only_on_change:g}"
    return told | {"at": ", ".join(told["at"]), "windows": ", ".join("-".join(one) for one in told["windows"])}


def _offer(field: Any, values: set[int], words: str) -> None:
    field.choices = [(n, text(f"{words}_none") if n == 0 else text(words, n=n)) for n in sorted(values)]
