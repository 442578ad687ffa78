"""Tags of the office's pages."""

from dataclasses import dataclass

from django import template
from django.template import RequestContext

from harimi.service.accounts.staff import staff_roles
from harimi.service.office.desk import Group, Tab, groups_of

register = template.Library()


@dataclass(frozen=True, slots=True)
class Here:
    """All groups that the person opens, and the group and the tab to which this page belongs."""

    groups: list[Group]
    group: Group
    tab: Tab


@register.simple_tag(takes_context=True)
def office_here(context: RequestContext) -> Here:
    """See `Here`; what belongs to no other tab is the desk's."""
    request = context["request"]
    name = getattr(request.resolver_match, "url_name", "") or ""
    groups = groups_of(getattr(request, "roles", None) or staff_roles(request.user))
    pairs = [(group, tab) for group in groups for tab in group.tabs if name.startswith(tab.address.removesuffix("s"))]
    group, tab = max(pairs, key=lambda pair: len(pair[1].address), default=(groups[0], groups[0].tabs[0]))
    return Here(groups, group, tab)
