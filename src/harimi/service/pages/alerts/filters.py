"""Which alerts somebody looks at: of a site, a meter, a kind."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet

from harimi.service.accounts.models import User
from harimi.service.alerts.models import Alert, Kind
from harimi.service.meters.models import Meter
from harimi.service.meters.queries import meters_of
from harimi.service.pages.forms import labelled
from harimi.service.pages.ids import id_of
from harimi.service.pages.texts import text


class FilterForm(forms.Form):
    """What is offered is what has alerts, and what was asked for; anything else is passed over."""

    site = forms.ChoiceField(required=False)
    meter = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False)

    def __init__(self, asked: Any, *, user: User, rows: QuerySet[Alert]) -> None:
        super().__init__(asked, auto_id="filter_%s")
        known = _meters(user, rows, asked.get("meter", ""))
        sites = {str(one.site_id): one.site.name for one in known}
        self._offer("site", sorted(sites.items(), key=lambda one: one[1]))
        self._offer("meter", [(str(one.pk), one.name) for one in known])
        self._offer("kind", [(one.value, text(f"alert.kind.{one.value}")) for one in Kind])
        labelled(self, "alert.filter")
        self.full_clean()

    def chosen(self, rows: QuerySet[Alert]) -> QuerySet[Alert]:
        """Those that were asked for."""
        names = {"site": "meter__site", "meter": "meter", "kind": "kind"}
        return rows.filter(**{names[key]: value for key, value in self.told.items()})

    @property
    def told(self) -> dict[str, str]:
        """What was asked for."""
        return {key: value for key, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> str:
        """The same in an address."""
        return urlencode(self.told)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", text("alert.filter.all")), *choices]


def _meters(user: User, rows: QuerySet[Alert], asked: str) -> list[Meter]:
    wanted = Q(pk__in=rows.order_by().values("meter")) | Q(pk=id_of(asked))
    found = meters_of(user).filter(wanted).prefetch_related(None)
    return sorted(found, key=lambda one: (one.name, str(one.pk)))
