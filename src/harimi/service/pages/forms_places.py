"""What people type about sites and tenants."""

from collections.abc import Sequence
from typing import Any

from django import forms

from harimi.service.accounts.models import Organization
from harimi.service.pages.forms import NameField, date_field, labelled


class OfOrganization(forms.Form):
    """Something that one of the person's organizations gets; with a single one there is nothing to choose."""

    name = NameField(max_length=120)
    organization_id = forms.UUIDField(required=False)

    def __init__(self, *args: Any, organizations: Sequence[Organization], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.organizations = organizations
        labelled(self, "places")

    def clean_organization_id(self) -> Organization:
        """The organization that was chosen."""
        wanted = self.cleaned_data["organization_id"]
        found = [one for one in self.organizations if wanted in (None, one.pk)]
        if not found:
            raise forms.ValidationError("")
        return found[0]

    def organization(self) -> Organization:
        """Whose it will be."""
        chosen: Organization = self.cleaned_data["organization_id"]
        return chosen


class SiteForm(OfOrganization):
    """A site."""

    time_zone = forms.CharField(
        max_length=60, initial="Asia/Tokyo", widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"})
    )


class TenantForm(OfOrganization):
    """A tenant."""


class LetForm(forms.Form):
    """For whom a meter counts, and since when; from now on where no day is given."""

    tenant = forms.UUIDField(required=False)
    since = date_field(required=False)
