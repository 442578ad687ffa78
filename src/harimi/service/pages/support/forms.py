"""What somebody types who asks something. A field of the public page is an item of the policy (`FIELDS`)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import QuerySet

from harimi.service.accounts.models import User
from harimi.service.devices.models import Device
from harimi.service.meters.models import Meter
from harimi.service.meters.queries import meters_of
from harimi.service.pages.access import changeable_cameras
from harimi.service.pages.forms import NameField, labelled
from harimi.service.pages.support.files import FilesField
from harimi.service.pages.texts import text
from harimi.service.support.models import Case

LONGEST = 5000
FIELDS: Mapping[str, str] = {
    "name": "name",
    "email": "mail",
    "kind": "contract_data",
    "body": "contract_data",
    "attached": "contract_data",
}

if TYPE_CHECKING:
    _Meters = forms.ModelChoiceField[Meter]
    _Devices = forms.ModelChoiceField[Device]
else:
    _Meters = _Devices = forms.ModelChoiceField


class _MeterField(_Meters):
    def label_from_instance(self, obj: Meter) -> str:
        return f"{obj.site.name} › {obj.name}"


class _DeviceField(_Devices):
    def label_from_instance(self, obj: Device) -> str:
        return obj.name


class BodyForm(forms.Form):
    """A message, with files."""

    body = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))
    attached = FilesField()

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "contact")
        if "kind" in self.fields:
            choices = [(one, text(f"case.kind.{one}")) for one in Case.Kind.values]
            cast("forms.ChoiceField", self.fields["kind"]).choices = choices


class ContactForm(BodyForm):
    """Of somebody who is not signed in."""

    name = NameField(max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    field_order = ("kind", "body", "attached", "name", "email")


class MemberForm(BodyForm):
    """Of somebody with an account, about one of their meters or cameras, if any."""

    kind = forms.ChoiceField(widget=forms.RadioSelect)
    meter = _MeterField(Meter.objects.none(), required=False)
    device = _DeviceField(Device.objects.none(), required=False)
    field_order = ("kind", "meter", "device", "body", "attached")

    def __init__(self, *args: Any, user: User, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self._among("meter", meters_of(user).select_related("site__organization").order_by("site", "pk"))
        self._among("device", changeable_cameras(user).order_by("pk"))

    def _among(self, name: str, rows: "QuerySet[Any]") -> None:
        """One of these; where there are none, nothing is asked."""
        if rows.exists():
            field = cast("forms.ModelChoiceField[Any]", self.fields[name])
            field.queryset, field.empty_label = rows, text("contact.none_chosen")
        else:
            del self.fields[name]
