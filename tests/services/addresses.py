"""Every own address of the service: who may open it, who may send to it, and what they send. A new page gets a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Tenant
from harimi.service.readings.models import Attempt
from tests.services.world import World

WHO = ("owner", "manager", "viewer", "tenant", "before", "other", "staff", "admin", "nobody")
"""`before` had the meter until the tenant did."""
EVERYBODY = frozenset(WHO)
SIGNED_IN = EVERYBODY - {"nobody"}
MEMBERS = frozenset({"owner", "manager", "viewer"})
SEEING = MEMBERS | {"tenant", "before"}
IN_TIME = MEMBERS | {"tenant"}
CHANGING = frozenset({"owner", "manager"})
OWNER, STAFF, ADMIN = frozenset({"owner"}), frozenset({"staff", "admin"}), frozenset({"admin"})
NONE: frozenset[str] = frozenset()
Arguments = Callable[[World], list[Any]]


@dataclass(frozen=True)
class Address:
    """Who may `open` it and `send` to it; `form` is a harmless thing to send. `elsewhere` names the test of who gets what."""

    arguments: Arguments = field(default=lambda made: [])  # noqa: ARG005
    open: frozenset[str] = NONE
    send: frozenset[str] = NONE
    form: Mapping[str, Any] = field(default_factory=dict)
    elsewhere: str = ""

    def of(self, name: str, made: World) -> str:
        """The address itself."""
        return reverse(name, args=self.arguments(made))


def _meter(made: World) -> list[Any]:
    return [made.register.meter_id]


def _attempt(_: World) -> list[Any]:
    return [Attempt.objects.get().pk]


def _cut(_: World) -> list[Any]:
    return [Cut.objects.get().pk]


def _organization(made: World) -> list[Any]:
    return [made.site.organization_id]


def _just(*arguments: Any) -> Arguments:
    return lambda made: list(arguments)  # noqa: ARG005


_FACE = {name: Address(_meter, send=CHANGING) for name in ("try_face", "save_face", "try_sample", "snap_face", "propose_face")}
_FACE |= {name: Address(_meter, send=CHANGING) for name in ("find_sub_dials", "try_copy", "save_copy")}
_FACE |= {name: Address(_meter, CHANGING) for name in ("face", "face_versions", "copy_face")}
_METER = {name: Address(_meter, SEEING) for name in ("meter", "meter_curve", "meter_photographs", "readings_csv")}
_METER |= {name: Address(_meter, MEMBERS) for name in ("meter_health", "meter_events")}
_METER |= {name: Address(_meter, send=CHANGING) for name in ("connect_camera", "send_photo", "set_up_again", "let_meter")}
_PUBLISHED = {
    "document": Address(_just("privacy"), EVERYBODY),
    "document_versions": Address(_just("privacy"), EVERYBODY),
    "document_version": Address(_just("terms", 1), EVERYBODY),
    "document_raw": Address(_just("privacy", 1, "ja"), EVERYBODY),
    "document_changes": Address(_just("privacy", 1, 1), EVERYBODY),
    "procedure": Address(open=EVERYBODY),
    "cookies": Address(open=EVERYBODY),
    "retained": Address(open=EVERYBODY),
    "transmission": Address(open=EVERYBODY),
    "commerce": Address(open=EVERYBODY),
    "metrics": Address(elsewhere="test_metrics: for whoever has the token"),
    "livez": Address(elsewhere="test_device_api: answers anybody in any way"),
    "readyz": Address(open=EVERYBODY, elsewhere="test_device_api: answers 503 where no worker works"),
}
_OWN = {
    name: Address(open=SIGNED_IN)
    for name in ("home", "meters", "review", "privacy_settings", "security", "activity", "organizations")
}
_OWN |= {name: Address(open=SIGNED_IN, send=SIGNED_IN) for name in ("welcome", "new_meter", "account")}
_OWN |= {
    name: Address(send=SIGNED_IN, form={"who": "me", "item": "nothing"}) for name in ("save_view", "forget_view", "end_session")
}
_OWN |= {"agreement": Address(open=SIGNED_IN)}
_ELSEWHERE = {
    "agreement_answer": "test_agreement: owners for what is theirs",
    "browser_id": "test_access: everybody's own browser",
    "language": "test_access: leads nowhere else",
    "privacy_use": "test_access: decisions",
    "privacy_consent": "test_access: decisions",
    "privacy_photographs": "test_access: decisions",
    "privacy_delete": "test_access: decisions",
    "privacy_recipient": "third_parties/test_shared",
    "privacy_instruction": "third_parties/test_shared",
    "invitation": "test_invitations: a token opens it",
    "change_invitation": "test_invitations",
    "change_member": "test_people",
    "end_session": "test_mfa",
}
_EXPORTS = {
    "export_make": Address(send=SIGNED_IN, form={"who": "me"}),
    "export_state": Address(_just("me"), SIGNED_IN),
    "export_file": Address(elsewhere="test_export"),
    "export_delete": Address(_just("me"), send=SIGNED_IN),
}
_CAMERA = {name: Address(lambda made: [made.device.pk], CHANGING) for name in ("camera", "camera_guide")}
_CAMERA |= {name: Address(lambda made: [made.device.pk], CHANGING, CHANGING) for name in ("camera_settings", "camera_fault")}
_CAMERA |= {
    name: Address(lambda made: [made.device.pk], send=CHANGING, form={"kind": "shoot"})
    for name in ("tell_camera", "change_camera", "camera_token")
}
_CAMERA |= {name: Address(open=CHANGING | {"other"}, send=CHANGING | {"other"}) for name in ("claim_camera", "own_camera")}
_CAMERA |= {
    "cameras": Address(open=CHANGING | {"other"}),
    "tell_cameras": Address(elsewhere="test_cameras: tells nobody else's"),
    "set_cameras": Address(elsewhere="test_cameras: tells nobody else's"),
    "camera_orders": Address(elsewhere="test_cameras: follows one's own"),
}
_LETTING = {
    name: Address(_organization, CHANGING) for name in ("letting_month", "letting_open", "letting_csv", "letting_meters")
}
_LETTING |= {name: Address(_organization, CHANGING, CHANGING) for name in ("letting_tariffs", "letting_settings")}
_LETTING |= {name: Address(_organization, send=CHANGING) for name in ("letting_issue", "letting_closing")}
_LETTING |= {
    "letting": Address(open=CHANGING | {"other"}),
    "letting_meter": Address(lambda made: [made.site.organization_id, made.register.pk], CHANGING, CHANGING),
    "letting_tariff": Address(elsewhere="test_letting_pages"),
    "statements": Address(open=SIGNED_IN),
    **{
        name: Address(elsewhere="test_letting_pages")
        for name in ("statement", "statement_pdf", "statement_picture", "statement_step")
    },
}
_ROUND = ("round", "change_round", "round_list", "walk", "round_send", "round_token", "round_worker")
ADDRESSES: dict[str, Address] = {
    **_FACE,
    **_METER,
    **_PUBLISHED,
    **_OWN,
    **_CAMERA,
    **_EXPORTS,
    **_LETTING,
    **{name: Address(elsewhere=where) for name, where in _ELSEWHERE.items()},
    "meter_settings": Address(_meter, CHANGING),
    "edit_meter": Address(_meter, CHANGING, CHANGING),
    "exchange_meter": Address(_meter, CHANGING, CHANGING),
    "meter_step": Address(_meter, send=CHANGING, form={"step": "resume"}),
    "stop_camera": Address(lambda made: [made.register.meter_id, made.device.pk], send=CHANGING),
    "note_add": Address(_meter, send=CHANGING),
    "note_change": Address(lambda made: [made.register.meter_id, 1], elsewhere="test_meter_page"),
    "reread_face": Address(_meter, CHANGING, CHANGING),
    "forget_learned_views": Address(lambda made: [made.register.meter_id, 1], send=CHANGING),
    "restore_face": Address(lambda made: [made.register.meter_id, 1], send=CHANGING),
    "sites": Address(open=CHANGING | {"other"}, send=CHANGING | {"other"}),
    "site": Address(lambda made: [made.site.pk], CHANGING, CHANGING),
    "tenants": Address(open=CHANGING | {"other"}, send=CHANGING | {"other"}),
    "tenant": Address(lambda made: [Tenant.objects.order_by("created_at")[0].pk], CHANGING, CHANGING),  # noqa: ARG005
    "question": Address(_attempt, CHANGING, CHANGING),
    "reading": Address(_attempt, IN_TIME, CHANGING),
    "picture": Address(_cut, IN_TIME),
    "organization": Address(_organization, MEMBERS),
    "contract": Address(_organization, OWNER),
    "parcels": Address(_organization, OWNER),
    "parcel_came": Address(elsewhere="test_own_parcels"),
    "change_contract": Address(_organization, send=OWNER, form={"action": "take_back"}),
    "leave": Address(open=SIGNED_IN, send=SIGNED_IN),
    "receipt": Address(elsewhere="test_leaving_pages"),
    "reports": Address(open=MEMBERS | {"other"}),
    "report_pdf": Address(elsewhere="test_reports"),
    "report_xlsx": Address(elsewhere="test_reports"),
    "report_csv": Address(elsewhere="test_reports"),
    **{name: Address(elsewhere="test_report_files") for name in ("report_make", "report_state", "report_file")},
    "import_meters": Address(open=CHANGING | {"other"}, send=CHANGING | {"other"}),
    "import_readings": Address(open=CHANGING | {"other"}, send=CHANGING | {"other"}),
    "import_meter_readings": Address(_meter, CHANGING, CHANGING),
    "import_template": Address(_just("meters", "csv"), CHANGING | {"other"}),
    "import_upload": Address(elsewhere="test_import_pages"),
    "import_problems": Address(elsewhere="test_import_pages"),
    "read_meter": Address(_meter, CHANGING, CHANGING),
    "read_check": Address(elsewhere="test_by_hand_pages"),
    "find_display": Address(_meter, send=CHANGING),
    "rounds": Address(open=CHANGING | {"other"}, send=CHANGING | {"other"}),
    "rounds_kept": Address(open=CHANGING | {"other"}),
    "round_from_site": Address(lambda made: [made.site.pk], send=CHANGING),
    **{name: Address(elsewhere="test_rounds") for name in _ROUND},
    "cards": Address(open=SIGNED_IN),
    "keep_card": Address(_organization, send=OWNER),
    "change_card": Address(_organization, send=OWNER),
    "pay_by_card": Address(elsewhere="cards/test_paying"),
    "card_payment": Address(elsewhere="cards/test_paying"),
    "stripe_hook": Address(elsewhere="cards/test_paying: what the provider signed"),
    "office_cards": Address(open=STAFF),
    "office_card": Address(elsewhere="cards/test_money"),
    "office_card_event": Address(elsewhere="cards/test_money"),
    "invite": Address(_organization, send=OWNER),
    "contact": Address(open=EVERYBODY, elsewhere="test_cases: anybody sends"),
    "own_case": Address(elsewhere="test_cases: a token opens it"),
    "cases": Address(open=SIGNED_IN),
    "new_case": Address(open=SIGNED_IN, send=SIGNED_IN),
    "own_case_file": Address(elsewhere="test_cases_files"),
    "case_file": Address(elsewhere="test_cases_files"),
    "office_case_file": Address(elsewhere="test_cases_files"),
    "case": Address(elsewhere="test_cases: everybody's own"),
    "help": Address(open=SIGNED_IN),
    "help_step": Address(elsewhere="test_help"),
    "violations": Address(open=SIGNED_IN),
    "object_violation": Address(elsewhere="test_violations: whom it is about"),
    "office_violations": Address(open=STAFF),
    "office_violation_new": Address(open=STAFF, send=STAFF),
    "office_violation": Address(elsewhere="test_violations_logs"),
    "office_violation_step": Address(elsewhere="test_violations_logs"),
    "office_violation_logs": Address(elsewhere="test_violations_logs"),
    "request_kinds": Address(open=EVERYBODY),
    "ask_request": Address(elsewhere="requests/test_pages: open once the procedure is published"),
    "own_request": Address(elsewhere="requests/test_pages: a token opens it"),
    "own_request_file": Address(elsewhere="requests/test_pages: a token and a code open it"),
    "requests": Address(open=SIGNED_IN),
    "new_request": Address(elsewhere="requests/test_pages: open once the procedure is published"),
    "request": Address(elsewhere="requests/test_pages: everybody's own"),
    "request_file": Address(elsewhere="requests/test_pages: everybody's own"),
    "office_case_request": Address(elsewhere="requests/test_office"),
    "office_requests": Address(open=STAFF),
    "office_request_new": Address(open=STAFF, send=STAFF),
    "office_request": Address(elsewhere="requests/test_office"),
    "office_request_step": Address(elsewhere="requests/test_office"),
    "office_request_proof": Address(elsewhere="requests/test_office"),
    "office_request_notice": Address(elsewhere="requests/test_office"),
    "office_request_answer": Address(elsewhere="requests/test_office"),
    "office_cases": Address(open=STAFF),
    "office_case_answers": Address(open=STAFF, send=STAFF),
    "office_case_answer": Address(elsewhere="test_ready_answers"),
    "office_case": Address(elsewhere="test_cases"),
    "office_case_step": Address(elsewhere="test_cases"),
    "alerts": Address(open=MEMBERS | {"other"}),
    **{name: Address(elsewhere="alerts/test_pages") for name in ("alert", "alert_step")},
    **{name: Address(open=MEMBERS | {"other"}) for name in ("rules", "channels")},
    "new_rule": Address(_just("limit"), open=CHANGING | {"other"}, send=CHANGING | {"other"}),
    "new_mail": Address(open=CHANGING | {"other"}, send=CHANGING | {"other"}),
    **{name: Address(elsewhere="alerts/test_pages_rules") for name in ("edit_rule", "rule_step")},
    "new_channel": Address(_just("line"), open=CHANGING | {"other"}, elsewhere="alerts/test_pages_channels"),
    **{
        name: Address(elsewhere="alerts/test_pages_channels")
        for name in ("channel", "edit_channel", "channel_key", "channel_step")
    },
    "alert_picture": Address(_just("x"), elsewhere="alerts/test_pictures: for whoever has the link"),
    "outlets": Address(open=CHANGING | {"other"}),
    "new_outlet": Address(_just("webhook"), open=CHANGING | {"other"}, elsewhere="outlets/test_pages"),
    "new_ledger": Address(_just("mail"), open=CHANGING | {"other"}, elsewhere="outlets/test_ledger_pages"),
    **{name: Address(elsewhere="outlets/test_ledger_pages") for name in ("ledger", "edit_ledger", "ledger_step")},
    **{name: Address(elsewhere="outlets/test_pages") for name in ("outlet", "edit_outlet", "outlet_secret", "outlet_step")},
    "tokens": Address(open=CHANGING | {"other"}, elsewhere="test_tokens_pages"),
    "revoke_token": Address(elsewhere="test_tokens_pages"),
    "office": Address(open=STAFF),
    "office_units": Address(open=STAFF),
    "office_units_new": Address(open=STAFF, send=STAFF),
    "office_unit": Address(elsewhere="test_units_pages"),
    "office_unit_step": Address(elsewhere="test_units_pages"),
    "office_stock": Address(open=STAFF, send=STAFF),
    "office_parcels": Address(open=STAFF),
    "office_parcel_new": Address(open=STAFF, send=STAFF),
    "office_faults": Address(open=STAFF),
    "office_fault_step": Address(elsewhere="test_guide"),
    **{
        name: Address(elsewhere="test_parcel_pages")
        for name in ("office_stock_count", "office_parcel", "office_parcel_step", "office_parcel_pdf", "office_parcel_paper")
    },
    "office_rereads": Address(open=STAFF),
    "office_reread_new": Address(open=STAFF, send=STAFF),
    "office_reread": Address(elsewhere="test_reread_pages"),
    "office_reread_step": Address(elsewhere="test_reread_pages"),
    "trials": Address(open=SIGNED_IN),
    "trial": Address(elsewhere="test_reread_pages"),
    "office_design": Address(open=STAFF),
    "office_mail": Address(open=ADMIN),
    "office_leavings": Address(open=STAFF),
    "notices": Address(open=SIGNED_IN),
    "notice": Address(elsewhere="test_notice_pages"),
    "office_notices": Address(open=STAFF),
    "office_notice_new": Address(open=STAFF, send=STAFF),
    "office_notice": Address(elsewhere="test_notice_pages"),
    "office_notice_publish": Address(elsewhere="test_notice_pages"),
    "office_notice_delete": Address(elsewhere="test_notice_pages"),
    "office_bounces": Address(open=STAFF),
    "office_end": Address(send=STAFF, form={"kind": "person", "who": "nobody@example.jp"}),
    "office_hold": Address(send=STAFF, form={"kind": "person", "who": "nobody@example.jp"}),
    "office_lift": Address(elsewhere="test_leaving_office"),
    "office_policy": Address(open=STAFF),
    "office_campaigns": Address(open=ADMIN),
    "office_campaign_new": Address(open=ADMIN, send=ADMIN),
    "office_campaign": Address(elsewhere="test_campaign_pages"),
    "office_campaign_edit": Address(elsewhere="test_campaign_pages"),
    "office_campaign_step": Address(elsewhere="test_campaign_pages"),
    "privacy_news": Address(send=SIGNED_IN),
    "unsubscribe": Address(_just("x"), elsewhere="test_news: for whoever has the link"),
    "news_confirm": Address(_just("x"), elsewhere="test_news: for whoever has the link"),
    "office_statistics": Address(open=STAFF),
    "office_statistics_file": Address(_just("2020-01"), elsewhere="test_statistics_pages"),
    "office_statistics_make": Address(elsewhere="test_statistics_pages"),
    "office_recipients": Address(open=STAFF),
    "office_recipient_new": Address(open=STAFF, send=STAFF),
    "office_recipient": Address(elsewhere="third_parties/test_office"),
    "office_recipient_step": Address(elsewhere="third_parties/test_office"),
    "office_approvals": Address(open=STAFF),
    "office_approval_new": Address(open=STAFF, send=STAFF),
    "office_approval": Address(elsewhere="third_parties/test_office"),
    "office_approval_step": Address(elsewhere="third_parties/test_office"),
    "office_approval_request": Address(elsewhere="third_parties/test_office"),
    "office_provisions": Address(open=STAFF),
    "office_recall": Address(elsewhere="third_parties/test_office"),
    "office_reviews": Address(open=STAFF, send=STAFF),
    "office_review": Address(elsewhere="test_policy_reviews: the privacy officer alone"),
    "office_incidents": Address(open=STAFF, send=STAFF),
    "office_incident": Address(elsewhere="test_incident_pages: the privacy officer alone"),
    "office_incident_step": Address(elsewhere="test_incident_pages: the privacy officer alone"),
    "office_incident_report": Address(elsewhere="test_incident_pages: the privacy officer alone"),
    "office_applications": Address(open=STAFF),
    "office_application": Address(elsewhere="test_applications_decided"),
    "office_application_step": Address(elsewhere="test_applications_decided"),
    "office_evidence": Address(elsewhere="test_applications_pictures"),
    "payments": Address(open=SIGNED_IN),
    "payments_mandate": Address(_organization, elsewhere="payments/test_pages"),
    "office_receipts": Address(open=STAFF),
    "office_receipts_take": Address(send=STAFF),
    "office_receipts_layouts": Address(send=STAFF),
    "office_receipt": Address(elsewhere="payments/test_office"),
    "office_receipt_step": Address(elsewhere="payments/test_office"),
    "office_unpaid": Address(open=STAFF, send=STAFF),
    "office_unpaid_customer": Address(_organization, elsewhere="payments/test_office"),
    "office_unpaid_step": Address(elsewhere="payments/test_office"),
    "office_debits": Address(open=STAFF, send=STAFF),
    "office_debits_result": Address(send=STAFF),
    "office_debit_file": Address(elsewhere="payments/test_office"),
    "office_plans": Address(open=STAFF, send=STAFF),
    "invoices": Address(open=SIGNED_IN),
    **{
        name: Address(elsewhere="test_invoice_pages")
        for name in ("invoice", "invoice_pdf", "office_invoice", "office_invoice_pdf", "office_invoice_back")
    },
    **{
        name: Address(elsewhere="test_invoice_pages")
        for name in ("office_invoice_copy", "office_customer_money", "office_customer_money_step")
    },
    **{name: Address(elsewhere="test_run_pages") for name in ("office_run", "office_run_step")},
    "office_invoices": Address(open=STAFF, send=STAFF),
    "office_invoices_file": Address(elsewhere="test_invoice_pages"),
    "office_runs": Address(open=STAFF, send=STAFF),
    "office_ledger": Address(open=STAFF),
    "office_ledger_close": Address(elsewhere="test_ledger_pages"),
    "office_journal_file": Address(_just("freee"), elsewhere="test_ledger_pages"),
    "office_plan_offer": Address(elsewhere="test_plans"),
    "office_plan": Address(elsewhere="test_plans"),
    "apply": Address(open=EVERYBODY, elsewhere="test_applying"),
    "application": Address(elsewhere="test_applying"),
    "holder": Address(elsewhere="test_holder"),
    "office_customers": Address(open=STAFF, send=STAFF),
    "office_customer": Address(_organization, open=STAFF, elsewhere="test_customers"),
    "office_fleet": Address(open=STAFF),
    "office_quality": Address(open=STAFF),
    "office_staff": Address(open=ADMIN),
    "office_staff_roles": Address(elsewhere="test_staff"),
    "office_staff_invite": Address(elsewhere="test_staff"),
    "office_staff_revoke": Address(elsewhere="test_staff"),
}
