"""What staff type about stock."""

from typing import Any, cast

from django import forms

from harimi.service.logistics.models import StockPlace
from harimi.service.pages.forms import NameField, labelled

MOST = 20_000
"""Characters that are scanned at once: some hundreds of boxes."""


def scanned_field(rows: int = 6) -> forms.CharField:
    """Codes or serial numbers, one to a line, as a scanner types them."""
    typed = {"rows": rows, "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
    return forms.CharField(widget=forms.Textarea(attrs=typed), max_length=MOST)


class RoomForm(forms.Form):
    """A room that there was not."""

    name = NameField(max_length=60)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **{"prefix": "room", **fields})
        labelled(self, "stock.room")


class LevelForm(forms.Form):
    """So many of a model should be there."""

    model = NameField(max_length=80)
    least = forms.IntegerField(min_value=0, max_value=100_000)

    def __init__(self, *args: Any, models: list[str], **fields: Any) -> None:
        super().__init__(*args, **{"prefix": "level", **fields})
        labelled(self, "stock.level")
        self.models = models
        self.fields["model"].widget.attrs["list"] = "models"


class MoveForm(forms.Form):
    """What lies elsewhere now."""

    place = forms.ModelChoiceField(StockPlace.objects.none(), empty_label=None)
    scanned = scanned_field(3)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **{"prefix": "move", **fields})
        labelled(self, "stock.move")
        cast("Any", self.fields["place"]).queryset = StockPlace.objects.all()


class CountForm(forms.Form):
    """What lies in a room."""

    scanned = scanned_field(10)

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        labelled(self, "stock.count")
