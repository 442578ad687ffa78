"""Every list of the API, and how one more row of it comes to be, with all that could cost a query. A new one gets a line.

Here are those about the account: people, contract, parcels, requests. The others stand beside, by their subjects.
"""

from datetime import date
from typing import Any

from django.utils import timezone

from harimi.service.accounts.invitations import invite
from harimi.service.accounts.models import Activity
from harimi.service.billing.models import Invoice
from harimi.service.devices.models import Device
from harimi.service.logistics.claiming import claim
from harimi.service.logistics.life import ask_back
from harimi.service.logistics.models import Fault, Parcel, Unit
from harimi.service.meters.places import let, new_tenant
from harimi.service.notices.models import Notice
from harimi.service.notices.publishing import publish, save_draft
from harimi.service.requests.models import Request
from harimi.service.support.asking import Concern, ask_as_member
from harimi.service.support.models import Case
from tests.services import api_lists_letting, api_lists_meters, api_lists_outside
from tests.services.api_lists_meters import More, new_register
from tests.services.logistics import keeper, sent, stocked
from tests.services.people import who_is
from tests.services.world import World, hours, member, work


def _tenant(made: World, n: int) -> None:
    tenant = new_tenant(made.site.organization, f"Room {n}", actor=made.owner)
    let(new_register(made, n).meter, tenant, timezone.now() - hours(n), actor=made.owner)


def _tenancy(made: World, n: int) -> None:
    tenant = new_tenant(made.site.organization, f"Room {n}", actor=made.owner)
    let(made.register.meter, tenant, timezone.now() - hours(100 - n), actor=made.owner)


def _invited(made: World, n: int) -> None:
    invite(made.site.organization, f"asked{n}@example.jp", "viewer", actor=made.owner, link=str)


def _invoice(made: World, n: int) -> None:
    told: dict[str, Any] = {"month": date(2026, 1, 1), "issued_on": date(2026, 2, n), "with_tax": True, "total": n, "taxes": []}
    told |= {"issuer": {}} | dict.fromkeys(("contract_number", "digest", "name", "postal_code", "address"), "")
    Invoice.objects.create(organization=made.site.organization, number=f"X-{n}", **told)


def _notice(made: World, n: int) -> None:
    typed = {"kind": "service", "title_ja": f"{n}", "title_en": f"{n}", "body_ja": "本文", "body_en": "Text"}
    publish(save_draft(None, typed | {"audience": Notice.Audience.EVERYONE}, (), actor=who_is("staff")), actor=who_is("staff"))
    work()


def _demand(made: World, n: int) -> None:
    told: dict[str, Any] = {"kind": "disclosure", "channel": "my_account", "language": "en", "wanted": "All", "policy": 1}
    now = timezone.now()
    subject = made.site.organization.subject
    Request.objects.create(number=f"R-{n}", subject=subject, arrived_at=now, due_on=now.date(), **told)


def _done(made: World, n: int) -> None:
    who = member(made.site.organization, f"done{n}@example.jp")
    Activity.objects.create(organization=made.site.organization, actor=who, action="meter.paused", about="1")


def _parcel(made: World, n: int) -> None:
    """Two cameras instead of a broken one, of which one was claimed; both are expected back."""
    organization, boxes = made.site.organization, stocked(2, first=1 + Unit.objects.count())
    parcel, broken = sent(organization, boxes), Device.objects.create(organization=organization, name=f"Porch {n}")
    fault = Fault.objects.create(device=broken, code="power", changed_at=timezone.now())
    Parcel.objects.filter(pk=parcel.pk).update(fault=fault)
    claim(boxes[0].code, organization, f"Porch {n}", made.owner)
    for unit in Unit.objects.filter(boxes__parcel=parcel):
        ask_back(unit, keeper())


_ACCOUNT: dict[str, More] = {
    "list_tenants": _tenant,
    "list_tenancies": _tenancy,
    "list_members": lambda made, n: member(made.site.organization, f"new{n}@example.jp", "viewer"),
    "list_invitations": _invited,
    "list_invoices": _invoice,
    "list_notices": _notice,
    "list_inquiries": lambda made, n: ask_as_member(  # noqa: ARG005
        made.owner, Case.Kind.QUESTION, "Is it so?", language="en", concern=Concern(made.site.organization)
    ),
    "list_requests": _demand,
    "list_activity": _done,
    "list_parcels": _parcel,
    "list_returns": _parcel,
}
LISTS: dict[str, More] = {**_ACCOUNT, **api_lists_meters.LISTS, **api_lists_outside.LISTS, **api_lists_letting.LISTS}
