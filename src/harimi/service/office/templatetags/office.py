"""Tags of the office's pages."""

from django import template
from django.template import RequestContext

from harimi.service.accounts.staff import staff_roles
from harimi.service.office.desk import Tab, tabs_of

register = template.Library()


@register.simple_tag(takes_context=True)
def office_tabs(context: RequestContext) -> list[tuple[Tab, bool]]:
    """Each page that the person opens, and whether this one belongs to it."""
    request = context["request"]
    here = getattr(request.resolver_match, "url_name", "") or ""
    tabs = tabs_of(getattr(request, "roles", None) or staff_roles(request.user))
    most = max((tab.address for tab in tabs if here.startswith(tab.address.removesuffix("s"))), key=len, default="office")
    return [(tab, tab.address == most) for tab in tabs]
