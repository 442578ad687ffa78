"""Every call of the API: who may make it, and what they send. A new one gets a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from harimi.service.accounts.api_tokens import Scope, make_token
from harimi.service.accounts.models import Invitation, Membership, Organization, User
from harimi.service.alerts.models import Channel, Rule
from harimi.service.api.v1.api import api
from harimi.service.captures.models import Cut
from harimi.service.letting.models import Tariff
from harimi.service.meters.models import Round, Tenant, Upload
from harimi.service.outlets.models import Ledger, Outlet
from harimi.service.readings.models import Annotation, Attempt, Reading, Reread
from harimi.service.support.models import Attachment, Case
from harimi.vision.face import Face
from tests.meters import shot
from tests.services.world import World

CHANGING, OWNER = frozenset({"owner", "manager"}), frozenset({"owner"})
Ids = Callable[[World], Mapping[str, object]]
Body = Callable[[World], Mapping[str, Any]]


@dataclass(frozen=True)
class Call:
    """Who may make it, of those who may have tokens; what is in its address and its body. `form` where it sends files.

    `after` where it may still be made when the contract is over. `elsewhere` names the test of who gets what.
    """

    who: frozenset[str] = CHANGING
    ids: Ids = field(default=lambda made: {})  # noqa: ARG005
    body: Body = field(default=lambda made: {})  # noqa: ARG005
    query: str = ""
    form: bool = False
    after: bool = False
    elsewhere: str = ""


@cache
def operations() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Each call's method, address and what is told of it, by its name."""
    told = api.get_openapi_schema(path_prefix="/api/v1/")
    return {
        one["operationId"]: (method, path, one) for path, methods in told["paths"].items() for method, one in methods.items()
    }


def token_for(organization: Organization, user: User, *scopes: str) -> str:
    """A token in somebody's name, with all scopes unless told otherwise."""
    return make_token(organization, "Test", scopes or list(Scope), actor=user)[1]


def calling(token: str) -> Client:
    """A program with that token, or with none."""
    return Client(headers={"authorization": f"Bearer {token}"} if token else {})


def make(client: Client, name: str, made: World) -> Any:
    """Makes the call with what stands in its line."""
    (method, path, _), one = operations()[name], CALLS[name]
    address = path.format(**one.ids(made)) + one.query
    if method in ("get", "delete"):
        return getattr(client, method)(address)
    if one.form:
        return getattr(client, method)(address, one.body(made))
    return getattr(client, method)(address, one.body(made), content_type="application/json")


def photograph(made: World) -> SimpleUploadedFile:
    """A file as a program sends it."""
    return SimpleUploadedFile("meter.jpg", shot(made.living, Decimal("8765.41"), 3), "image/jpeg")


def _site(made: World) -> Mapping[str, object]:
    return {"site_id": made.site.pk}


def _meter(made: World) -> Mapping[str, object]:
    return {"meter_id": made.register.meter_id}


def _register(made: World) -> Mapping[str, object]:
    return {"register_id": made.register.pk}


def _reading(made: World) -> Mapping[str, object]:
    at = Reading.objects.filter(register=made.register).order_by("at").values_list("at", flat=True)[0]
    return {"register_id": made.register.pk, "at": at.isoformat().replace("+00:00", "Z")}


def _face(made: World) -> Mapping[str, object]:
    return {"register_id": made.register.pk, "version": 1}


def _camera(made: World) -> Mapping[str, object]:
    return {"camera_id": made.device.pk}


def _installed(made: World) -> Mapping[str, object]:
    return {"camera_id": made.device.pk, "installation_id": made.device.installations.get(until=None).pk}


def _camera_token(made: World) -> Mapping[str, object]:
    return {"camera_id": made.device.pk, "token_id": made.device.tokens.order_by("pk")[0].pk}


def _cut(made: World) -> Mapping[str, object]:
    return {"photograph_id": Cut.objects.filter(installation__meter=made.register.meter_id).order_by("pk")[0].pk}


def _question(made: World) -> Mapping[str, object]:
    return {"question_id": Attempt.objects.get(register=made.register, verdict="uncertain").pk}


def _tenant(made: World) -> Mapping[str, object]:
    return {"tenant_id": Tenant.objects.filter(organization=made.site.organization).order_by("created_at")[0].pk}


def _round(made: World) -> Mapping[str, object]:
    return {"round_id": Round.objects.filter(organization=made.site.organization).order_by("created_at")[0].pk}


def _member(made: World) -> Mapping[str, object]:
    return {"member_id": Membership.objects.get(organization=made.site.organization, user__email="viewer@example.jp").pk}


def _invitation(made: World) -> Mapping[str, object]:
    return {"invitation_id": Invitation.objects.filter(organization=made.site.organization).order_by("sent_at")[0].pk}


def _rule(made: World) -> Mapping[str, object]:
    return {"rule_id": Rule.objects.filter(organization=made.site.organization).order_by("kind")[0].pk}


def _table() -> SimpleUploadedFile:
    return SimpleUploadedFile("table.csv", b"place,meter,kind,digits\nHome,Water,drums,8\n")


def _upload(made: World) -> Mapping[str, object]:
    return {"import_id": Upload.objects.filter(organization=made.site.organization).order_by("created_at")[0].pk}


def _waiting(made: World) -> Mapping[str, object]:
    mine = Upload.objects.filter(organization=made.site.organization, confirmed_at=None)
    return {"import_id": mine.order_by("-created_at")[0].pk}


def _note(made: World) -> Mapping[str, object]:
    return {
        "meter_id": made.register.meter_id,
        "note_id": Annotation.objects.filter(meter=made.register.meter).order_by("pk")[0].pk,
    }


def _own_rule(made: World) -> Mapping[str, object]:
    mine = Rule.objects.filter(organization=made.site.organization, own=True)
    return {"rule_id": mine.order_by("made_at")[0].pk}


def _limit(made: World) -> Mapping[str, Any]:
    return {"kind": "limit", "settings": {"warning": {"above": "9000"}}, "meter_id": str(made.register.meter_id)}


def _channel(made: World) -> Mapping[str, object]:
    mine = Channel.objects.filter(organization=made.site.organization, ended_at=None, kind="slack")
    return {"channel_id": mine.order_by("made_at")[0].pk}


def _mail(made: World) -> Mapping[str, object]:
    return {"channel_id": Channel.objects.get(organization=made.site.organization, kind="mail").pk}


def _trial(made: World) -> Mapping[str, object]:
    return {"trial_id": Reread.objects.filter(organization=made.site.organization).order_by("asked_at")[0].pk}


def _inquiry(made: World) -> Mapping[str, object]:
    return {"inquiry_id": Case.objects.filter(subject=made.owner.subject_id).order_by("arrived_at")[0].pk}


def _inquiry_file(made: World) -> Mapping[str, object]:
    row = Attachment.objects.filter(message__case__subject=made.owner.subject_id).select_related("message")[0]
    return {"inquiry_id": row.message.case_id, "file_id": row.pk}


def _said(**told: str) -> Body:
    return lambda made: {**told, "body": "It is dark.", "files": [SimpleUploadedFile("a.pdf", b"%PDF-1.7\n")]}  # noqa: ARG005


def _just(**body: Any) -> Body:
    return lambda made: body  # noqa: ARG005


def _drawn(made: World) -> Mapping[str, Any]:
    cut = Cut.objects.filter(installation__meter=made.register.meter_id).order_by("pk")[0]
    face = Face.model_validate(made.register.faces.order_by("version")[0].data)
    return {"photograph_id": cut.pk, "face": face.model_dump(mode="json", exclude={"reference"})}


def _exchanged(made: World) -> Mapping[str, Any]:
    at = Reading.objects.filter(register=made.register).order_by("-at").values_list("at", flat=True)[0]
    told = {"at": (at + timedelta(minutes=5)).isoformat(), "last_value": "8770", "first_value": "8770", "same_look": True}
    return told | {"first_photo": photograph(made)}


def _outlet(made: World) -> Mapping[str, object]:
    return {"outlet_id": Outlet.objects.filter(organization=made.site.organization).order_by("made_at")[0].pk}


def _ledger(made: World) -> Mapping[str, object]:
    return {"ledger_id": Ledger.objects.filter(organization=made.site.organization).order_by("made_at")[0].pk}


def _tariff(made: World) -> Mapping[str, object]:
    return {"tariff_id": Tariff.objects.filter(organization=made.site.organization).order_by("created_at")[0].pk}


def _books(made: World) -> Mapping[str, Any]:
    mine = Membership.objects.get(organization=made.site.organization, user=made.owner)
    told = {"way": "mail", "name": "Books", "form": "csv", "language": "ja", "instruct": True}
    return {**told, "member_id": mine.pk}


_THEN = "2026-04-06T00:00:00Z"
_INSTRUCTED = {"name": "Ours", "recipient": "Tanaka Co.", "country": "JP", "instruct": True}
_SLACK = {"url": "https://hooks.slack.com/services/T1/B2/c3"}
_TELLS = {**_INSTRUCTED, "kind": "slack", "settings": _SLACK, "language": "ja"}
_BUILDING = {**_INSTRUCTED, "kind": "modbus", "settings": {"unit": 7, "clients": "192.168.1.20"}}
_SHAPE = {"display": "segments", "digits": 8, "decimals": 2, "unit": "kWh"}
CALLS: dict[str, Call] = {
    "get_organization": Call(after=True),
    "get_token": Call(after=True),
    "list_sites": Call(after=True),
    "make_site": Call(body=_just(name="Shed", time_zone="Asia/Tokyo")),
    "get_site": Call(ids=_site, after=True),
    "change_one_site": Call(ids=_site, body=_just(name="House")),
    "list_meters": Call(after=True),
    "make_meter": Call(body=lambda made: {"site_id": str(made.site.pk), "name": "Gas", **_SHAPE}),
    "get_meter": Call(ids=_meter, after=True),
    "change_meter": Call(ids=_meter, body=_just(serial="A1")),
    "step_meter": Call(ids=_meter, body=_just(step="resume")),
    "list_registers": Call(after=True),
    "get_register": Call(ids=_register, after=True),
    "change_register": Call(ids=_register, body=_just(name="Day")),
    "list_exchanges": Call(ids=_register, after=True),
    "exchange_instrument": Call(ids=_register, body=_exchanged, form=True),
    "list_faces": Call(ids=_register, after=True),
    "get_current_face": Call(ids=_register, after=True),
    "get_face": Call(ids=_face, after=True),
    "restore_face": Call(ids=_face),
    "propose_face": Call(ids=_register, body=lambda made: {"photograph_id": _cut(made)["photograph_id"]}),
    "try_face": Call(ids=_register, body=_drawn),
    "keep_drawn_face": Call(ids=_register, body=_drawn),
    "forget_learned_views": Call(ids=_face),
    "reread_photographs": Call(ids=_register),
    "get_reread": Call(ids=_register, query=f"?since={_THEN}&until=2026-04-07T00:00:00Z&asked_at={_THEN}", after=True),
    "list_trials": Call(),
    "get_trial": Call(ids=_trial),
    "list_trial_differences": Call(ids=_trial),
    "list_readings": Call(after=True),
    "list_register_readings": Call(ids=_register, after=True),
    "get_reading": Call(ids=_reading, after=True),
    "make_reading": Call(ids=_register, body=_just(at="2026-04-07T09:00:00Z", value="8790.5")),
    "confirm_reading": Call(ids=_reading),
    "correct_reading": Call(ids=_reading, body=_just(value="8765.42", reason="looked again")),
    "mark_unreadable": Call(ids=_reading, body=_just(reason="fog")),
    "list_questions": Call(),
    "get_question": Call(ids=_question),
    "answer_question": Call(ids=_question, body=_just(value="8765.41")),
    "list_usage": Call(ids=_register, after=True),
    "get_total": Call(ids=_register, query="?since=2026-04-06T00:00:00Z&until=2026-04-07T00:00:00Z", after=True),
    "get_report_table": Call(query="?period=2026-04", after=True),
    "get_report_workbook": Call(query="?period=2026-04&language=en", after=True),
    "list_reports": Call(after=True),
    "make_report": Call(body=_just(period="2026-04"), after=True),
    "get_report": Call(elsewhere="test_api_reports"),
    "get_report_file": Call(elsewhere="test_api_reports"),
    "list_photographs": Call(ids=_register, after=True),
    "get_photograph": Call(ids=_cut, after=True),
    "get_photograph_file": Call(elsewhere="test_api_photographs: whoever has the address"),
    "send_photograph": Call(ids=_register, body=lambda made: {"photo": photograph(made)}, form=True),
    "send_set_up": Call(ids=_meter, body=lambda made: {"photo": photograph(made)}, form=True),
    "read_photograph": Call(body=lambda made: {"photo": photograph(made), "kind": "segments"}, form=True, after=True),
    "list_cameras": Call(after=True),
    "make_camera": Call(body=_just(name="Second")),
    "get_camera": Call(ids=_camera, after=True),
    "change_camera": Call(ids=_camera, body=_just(name="First")),
    "get_camera_settings": Call(ids=_camera, after=True),
    "put_camera_settings": Call(ids=_camera, body=_just(every_minutes=30)),
    "list_installations": Call(ids=_camera, after=True),
    "put_over": Call(ids=_camera, body=lambda made: {"meter_id": str(made.register.meter_id)}),
    "list_orders": Call(ids=_camera, after=True),
    "tell_camera": Call(ids=_camera, body=_just(kind="shoot")),
    "list_camera_tokens": Call(ids=_camera),
    "make_camera_token": Call(ids=_camera),
    "claim_camera": Call(elsewhere="test_api_claims"),
    "report_camera_fault": Call(ids=_camera, body=_just(code="power")),
    "get_camera_fault": Call(ids=_camera),
    "end_camera_fault": Call(ids=_camera),
    "get_register_health": Call(ids=_register, after=True),
    "get_camera_health": Call(ids=_camera, after=True),
    "list_meter_events": Call(ids=_meter, after=True),
    "list_notes": Call(ids=_meter, after=True),
    "make_note": Call(ids=_meter, body=_just(at=_THEN, text="mended")),
    "change_note": Call(ids=_note, body=_just(text="mended again")),
    "list_imports": Call(),
    "send_table": Call(body=lambda made: {"kind": "meters", "table": _table()}, form=True),  # noqa: ARG005
    "get_import": Call(ids=_upload),
    "list_import_rows": Call(ids=_upload),
    "apply_import": Call(ids=_upload),
    "get_import_template": Call(query="?kind=meters"),
    "get_import_workbook": Call(elsewhere="test_api_imports"),
    "list_parcels": Call(OWNER, after=True),
    "get_parcel": Call(elsewhere="test_api_parcels"),
    "note_parcel_came": Call(elsewhere="test_api_parcels"),
    "list_returns": Call(OWNER, after=True),
    "list_tenants": Call(),
    "make_tenant": Call(body=_just(name="Room 3")),
    "get_tenant": Call(ids=_tenant),
    "change_tenant": Call(ids=_tenant, body=_just(name="Room 4")),
    "list_tenancies": Call(ids=_meter),
    "let_meter": Call(ids=_meter, body=_just(tenant_id=None)),
    "get_landlord": Call(),
    "put_landlord": Call(body=_just(name="Sakura House")),
    "list_closings": Call(),
    "close_with": Call(body=lambda made: {"site_id": str(made.site.pk), "month": "2026-04", "day": 20}),
    "list_tariffs": Call(),
    "make_tariff": Call(body=_just(name="Power", unit="kWh")),
    "get_tariff": Call(ids=_tariff),
    "make_tariff_version": Call(ids=_tariff, body=_just(since="2026-04-01", tiers=[{"rate": "24.5"}])),
    "list_charged": Call(),
    "get_charged": Call(ids=_register),
    "price_register": Call(ids=_register, body=_just(tariff_id=None, since="2026-04-01")),
    "share_register": Call(ids=_register, body=_just(rule="equal", since="2026-04-01", parts=[{}])),
    "get_statement_trial": Call(query="?month=2026-04"),
    "issue_statements": Call(body=_just(month="2026-04")),
    "list_statements": Call(),
    "get_statement_sheet": Call(query="?month=2026-04"),
    "list_open_statements": Call(),
    **{
        name: Call(elsewhere="letting/test_api")
        for name in (
            *("get_statement", "get_statement_file", "mark_statement_paid", "mark_statement_unpaid"),
            *("give_statement_back", "count_statement_for", "take_statement_back"),
        )
    },
    "list_rounds": Call(),
    "make_round": Call(body=lambda made: {"name": "Way", "registers": [str(made.register.pk)]}),
    "get_round": Call(ids=_round),
    "change_round": Call(ids=_round, body=_just(name="Path")),
    "list_members": Call(after=True),
    "get_member": Call(ids=_member, after=True),
    "change_member": Call(OWNER, ids=_member, body=_just(role="manager")),
    "list_invitations": Call(OWNER),
    "invite": Call(OWNER, body=_just(email="new@example.jp", role="viewer")),
    "list_invoices": Call(OWNER, after=True),
    "get_invoice": Call(elsewhere="billing/test_api"),
    "get_invoice_file": Call(elsewhere="billing/test_api"),
    "get_payments": Call(OWNER, after=True),
    "list_notices": Call(after=True),
    "get_notice": Call(elsewhere="test_api_account"),
    "read_notice": Call(elsewhere="test_api_account"),
    "list_inquiries": Call(after=True),
    "make_inquiry": Call(body=_just(kind="question", body="Is it so?"), after=True),
    "get_inquiry": Call(elsewhere="test_api_account"),
    "reply_to_inquiry": Call(elsewhere="test_api_account"),
    "make_inquiry_with_files": Call(body=_said(kind="fault"), form=True, after=True),
    "reply_with_files": Call(ids=_inquiry, body=_said(), form=True, after=True),
    "get_inquiry_file": Call(ids=_inquiry_file, after=True),
    "get_export": Call(elsewhere="test_api_account"),
    "make_export": Call(OWNER, after=True),
    "list_requests": Call(OWNER, after=True),
    "get_request": Call(elsewhere="test_api_account"),
    "list_activity": Call(after=True),
    "list_events": Call(after=True),
    "list_event_lines": Call(after=True),
    "get_prometheus": Call(after=True),
    "list_alerts": Call(after=True),
    "list_rules": Call(after=True),
    "get_rule": Call(ids=_rule, after=True),
    "change_rule": Call(ids=_rule, body=_just(on=True)),
    "make_rule": Call(body=_limit),
    "put_rule": Call(ids=_own_rule, body=_limit),
    "try_rule": Call(body=_limit),
    "list_channels": Call(after=True),
    "make_channel": Call(body=_just(**_TELLS)),
    "get_channel": Call(ids=_channel, after=True),
    "put_channel": Call(ids=_channel, body=_just(**_TELLS)),
    "list_tellings": Call(ids=_channel, after=True),
    "test_channel": Call(ids=_mail),
    **{name: Call(elsewhere="alerts/test_api") for name in ("get_alert", "acknowledge_alert", "snooze_alert", "end_alert")},
    "list_outlets": Call(),
    "make_outlet": Call(body=_just(**{**_BUILDING, "settings": {"unit": 8, "clients": "192.168.1.20"}})),
    "get_outlet": Call(ids=_outlet),
    "change_outlet": Call(ids=_outlet, body=_just(on=True)),
    "put_outlet": Call(ids=_outlet, body=_just(**_BUILDING)),
    "send_to_outlet": Call(ids=_outlet),
    "stop_filling_outlet": Call(ids=_outlet),
    "list_set_aside": Call(ids=_outlet),
    "list_modbus_places": Call(ids=_outlet),
    "send_past_to_outlet": Call(elsewhere="outlets/test_api"),
    "send_set_aside": Call(elsewhere="outlets/test_api_made"),
    "renew_outlet_secret": Call(elsewhere="outlets/test_api_made"),
    "list_ledgers": Call(),
    "make_ledger": Call(body=_books),
    "get_ledger": Call(ids=_ledger),
    "list_ledger_months": Call(ids=_ledger),
    "change_ledger": Call(ids=_ledger, body=_just(on=True)),
    "put_ledger": Call(ids=_ledger, body=_books),
    "send_ledger": Call(ids=_ledger),
    "set_up_again": Call(ids=_meter),
    "discard_import": Call(ids=_waiting),
    "delete_note": Call(ids=_note),
    "revoke_camera_token": Call(ids=_camera_token),
    "take_off": Call(ids=_installed),
    "stop_camera": Call(ids=_camera),
    "delete_rule": Call(ids=_own_rule),
    "remove_channel": Call(ids=_channel),
    "remove_outlet": Call(ids=_outlet),
    "remove_ledger": Call(ids=_ledger),
    "delete_round": Call(ids=_round),
    "revoke_invitation": Call(OWNER, ids=_invitation),
    "remove_member": Call(OWNER, ids=_member),
}
"""What ends something comes last."""
