"""Every page is opened in a browser: what it leaves there and whom it asks is what the manifest says, and no more."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.urls import get_resolver, resolve
from playwright.sync_api import Browser, Page

from harimi.service.privacy import census
from harimi.service.privacy.held import held
from tests.browser.conftest import sign_in
from tests.running import Running

PLACES = (
    "/",
    "/invitations/no-such-token",
    "/apply",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/privacy",
    "/terms",
    "/privacy/cookies",
    "/contact",
    "/contact/no-such-token",
    "/requests",
    "/requests/no-such-token",
    "/no-such-page",
    "/invitations/no-such-token",
)
MINE = (
    *("/account/", "/account/security", "/account/organization", "/account/activity"),
    *("/welcome", "/meters/new", "/account/privacy", "/accounts/password/change/", "/accounts/email/", "/accounts/logout/"),
    *("/account/questions", "/account/questions/new", "/account/support", "/account/violations"),
    *(
        "/reports/making",
        "/account/privacy/export/me",
        "/cameras/claim",
        "/cameras/own",
        "/trials",
        "/account/notices",
        "/account/invoices",
        "/account/payments",
        "/account/cards",
        "/account/requests",
        "/account/outlets",
        "/account/outlets/new/mqtt",
        "/account/outlets/ledgers/new/sftp",
        "/alerts",
        "/alerts/rules/new/limit",
        "/alerts/channels",
        "/alerts/channels/new/webhook",
        "/account/tokens",
    ),
)
REREADS = ("/office/rereads", "/office/rereads/new")
NOTICES = ("/office/notices", "/office/notices/new", "/office/bounces")
LOGISTICS = ("/office/stock", "/office/parcels", "/office/parcels/new", "/office/faults")
PAYMENTS = ("/office/receipts", "/office/unpaid", "/office/debits")
OFFICE = (
    "/office/",
    "/office/mail",
    "/office/design",
    "/office/units",
    "/office/units/new",
    "/office/staff",
    "/office/plans",
    "/office/runs",
    "/office/invoices",
    "/office/ledger",
    "/office/cards",
    "/office/statistics",
    "/office/campaigns",
    "/office/campaigns/new",
    "/office/fleet",
    "/office/quality",
    "/office/applications",
    "/office/cases",
    "/office/cases/answers",
    "/office/violations",
    "/office/violations/new",
    "/office/requests",
    "/office/requests/new",
    "/office/recipients",
    "/office/recipients/new",
    "/office/approvals",
    "/office/approvals/new",
    "/office/provisions",
    "/office/reviews",
    "/office/incidents",
    *REREADS,
    *NOTICES,
    *LOGISTICS,
    *PAYMENTS,
)
ACTIONS = {
    *(
        "office_request_step",
        "office_case_request",
        "own_request_file",
        "agreement_answer",
        "office_review",
        "office_incident",
        "office_incident_step",
        "office_incident_report",
        "language",
        "connect_camera",
        "stop_camera",
        "send_photo",
        "set_up_again",
        "try_face",
        "save_face",
        "browser_id",
    ),
    *(
        "propose_face",
        "find_sub_dials",
        "try_sample",
        "snap_face",
        "restore_face",
        "forget_learned_views",
        "try_copy",
        "save_copy",
    ),
    *("note_add", "note_change", "let_meter", "save_view", "forget_view", "meter_step"),
    *("find_display", "change_round", "round_send", "round_from_site"),
    *("privacy_use", "privacy_consent", "privacy_photographs", "privacy_delete", "privacy_recipient", "privacy_instruction"),
    *("office_recipient", "office_recipient_step", "office_approval", "office_approval_step", "office_recall"),
    *("tell_cameras", "set_cameras", "tell_camera", "change_camera", "camera_token", "camera_orders"),
    *(
        "office_unit",
        "office_unit_step",
        "office_stock_count",
        "office_parcel",
        "office_parcel_step",
        "office_fault_step",
        "office_reread",
        "office_reread_step",
        "office_end",
        "office_case",
        "office_case_answer",
        "office_case_step",
        "office_violation",
        "office_violation_logs",
        "office_violation_step",
        "object_violation",
        "help_step",
        "office_hold",
        "office_lift",
        "application",
        "holder",
        "office_application",
        "office_application_step",
        "office_evidence",
        "revoke_token",
        "office_plan_offer",
        "office_plan",
        "invoice",
        "office_invoice",
        "office_invoice_back",
        "office_invoice_copy",
        "office_customer_money",
        "office_customer_money_step",
        "office_run",
        "office_run_step",
        "office_ledger_close",
        "office_statistics_make",
        "office_campaign",
        "office_campaign_edit",
        "office_campaign_step",
        "privacy_news",
        "unsubscribe",
        "news_confirm",
        "office_staff_roles",
        "office_staff_invite",
        "office_staff_revoke",
        "office_notice_delete",
        "office_receipts_take",
        "office_receipts_layouts",
        "office_receipt",
        "office_receipt_step",
        "office_unpaid_customer",
        "office_unpaid_step",
        "office_debits_result",
        "payments_mandate",
        "trial",
    ),
    "import_upload",
    *("pay_by_card", "keep_card", "change_card", "card_payment", "office_card", "office_card_event"),
    "parcel_came",
    *("letting_issue", "letting_closing", "statement_step"),
    *("alert_step", "rule_step", "channel_step", "outlet_step", "ledger_step"),
    *("invite", "change_invitation", "change_member", "end_session", "change_contract", "export_make", "export_delete"),
}
"""Addresses that are no pages; what they answer leads to one."""
NO_PAGES = {
    *("request_file", "office_request_proof", "office_request_notice", "office_request_answer"),
    "livez",
    "metrics",
    "readyz",
    "document_raw",
    "picture",
    "export_file",
    "invoice_pdf",
    "office_invoice_pdf",
    "office_approval_request",
    "office_invoices_file",
    "office_journal_file",
    "office_statistics_file",
    "mfa_download_recovery_codes",
    "meter_curve",
    "report_pdf",
    "readings_csv",
    "report_csv",
    "report_xlsx",
    "letting_csv",
    "alert_picture",
    "statement_pdf",
    "statement_picture",
    "report_make",
    "report_file",
    "import_template",
    "import_problems",
    "round_token",
    "round_worker",
    "office_parcel_pdf",
    "office_debit_file",
    "stripe_hook",
    "case_file",
    "own_case_file",
    "office_case_file",
    "office_parcel_paper",
}

_LATER = 150
"""Milliseconds in which a page may ask for more once it is there."""
STORED = """async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(await indexedDB.databases()).map((one) => one.name), ...await caches.keys()]"""


@dataclass
class Crawl:
    """What a browser came upon: pages by their name, cookies, names in its storage, and every address it asked."""

    page: Page
    own: str
    names: set[str] = field(default_factory=set)
    cookies: set[str] = field(default_factory=set)
    storage: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.asked.add(request.url))

    def follow(self, *starts: str) -> None:
        """Opens these pages and all that they lead to, each kind of page once or twice, the first with time to ask for more."""
        waiting, begun = list(starts), len(starts)
        for place, path in enumerate(waiting):  # which grows meanwhile
            name = _name(path)
            self.seen[name] += 1
            wanted = place < begun or self.seen[name] <= (9 if name == "" else 2)
            if not wanted or name in NO_PAGES | ACTIONS:
                continue
            self.page.goto(f"{self.own}{path}")
            if self.seen[name] == 1:
                self.page.wait_for_timeout(_LATER)
            self.note(name)
            self.note(_name(urlsplit(self.page.url).path))
            waiting += [one for one in self.links() if one not in waiting]

    def sign_in(self, email: str = "owner@example.jp") -> None:
        """As somebody else every page is a new one."""
        sign_in(self.page, self.own, email)
        self.seen.clear()

    def note(self, name: str) -> None:
        """What is in the browser now."""
        self.names.add(name)
        self.cookies |= {cookie["name"] for cookie in self.page.context.cookies()}
        self.storage |= set(self.page.evaluate(STORED))

    def links(self) -> Iterator[str]:
        """The paths of all links on the page that stay with us."""
        found = "all => all.map(one => new URL(one.getAttribute('href'), document.baseURI).href)"
        for address in self.page.eval_on_selector_all("a[href]", found):
            parts = urlsplit(address)
            if address.startswith(self.own) and not parts.path.endswith((".md", ".jpg")):
                yield parts.path

    def faults(self) -> list[str]:
        """What no mapping knows; a page's own pictures are no addresses."""
        asked = {one for one in self.asked if urlsplit(one).scheme in ("http", "https", "ws", "wss")}
        return census.browser(held(), self.cookies, self.storage, asked, self.own)


def _name(path: str) -> str:
    try:
        return str(resolve(path).url_name or "")
    except LookupError:
        return ""
    except Exception:  # Django answers an unknown address with its own 404
        return ""


@pytest.fixture
def crawl(browser: Browser, service: Running) -> Iterator[Crawl]:
    context = browser.new_context(locale="ja")
    yield Crawl(context.new_page(), service.url)
    context.close()


@pytest.mark.clause("PP-1(2)3")
def test_no_page_leaves_or_asks_anything_that_the_manifest_does_not_name(crawl: Crawl, service: Running) -> None:
    crawl.follow(*PLACES)
    service.ask("tests.services.seed_notice")
    crawl.sign_in()
    meter = f"/meters/{service.seeded['meter']}"
    crawl.follow(*PLACES, *MINE, meter, f"{meter}/face", "/privacy/versions/1", "/privacy/changes/1/1")
    crawl.page.goto(f"{service.url}/tenants")
    crawl.page.locator("#id_name").fill("Sato")
    crawl.page.locator("main form button").click()
    service.ask("tests.services.seed_question", service.seeded["register"])
    crawl.page.goto(f"{service.url}/rounds")
    with crawl.page.expect_navigation():
        crawl.page.locator(".from-sites button").first.click()
    crawl.follow(f"{crawl.page.url.removeprefix(service.url)}/list")
    billed = service.ask("tests.services.seed_letting").split()
    alert = service.ask("tests.services.seed_alert", service.seeded["register"]).strip()
    crawl.follow(*billed, "/statements", alert, "/alerts/rules", "/alerts/channels")
    crawl.follow(
        "/rounds",
        "/rounds/kept",
        "/review",
        "/tenants",
        "/account/organization",
        "/account/activity",
        "/account/security",
        "/account/policy",
    )
    crawl.page.goto(f"{service.url}{meter}?on=2026-04-06", wait_until="networkidle")
    crawl.follow(*crawl.links())
    crawl.page.goto(f"{service.url}/account/privacy")
    crawl.page.locator('#me [data-item="cookie"] button').click()
    crawl.note("privacy_settings")
    crawl.page.get_by_role("button", name="English").click()
    crawl.note("privacy_settings")
    assert crawl.faults() == []
    assert crawl.cookies >= {"harimi_session", "harimi_csrf", "harimi_language", "harimi_anonymous"}
    # what a photograph just sent shows, who left, who asked: test_by_hand_pages, test_leaving_pages, test_cases, requests
    elsewhere = {"read_check", "receipt", "case"}
    elsewhere |= {"edit_channel", "channel_key"}  # of channels that lead outside: test_pages_channels
    elsewhere |= {"outlet", "edit_outlet", "outlet_secret", "ledger", "edit_ledger"}  # outlets/test_pages, test_ledger_pages
    elsewhere |= {"request", "new_request", "ask_request", "office_request"}  # once the operator has told who they are
    office = {"office", "office_mail", "office_policy", "office_design", "office_units", "office_units_new"}
    office |= {"office_rereads", "office_reread_new", "office_leavings", "office_customers"}
    office |= {"office_customer", "office_staff", "office_plans", "office_applications", "office_fleet"}
    office |= {"office_quality", "office_cases", "office_case_answers", "office_runs", "office_invoices"}
    office |= {"office_ledger", "office_cards", "office_violations", "office_violation_new"}
    office |= {"office_requests", "office_request_new", "office_statistics", "office_campaigns"}
    office |= {"office_campaign_new", "office_recipients", "office_recipient_new", "office_approvals"}
    office |= {"office_approval_new", "office_provisions", "office_reviews", "office_incidents"}
    office |= {"office_notices", "office_notice_new", "office_notice", "office_notice_publish"}
    office |= {"office_bounces", "office_stock", "office_parcels", "office_parcel_new", "office_faults"}
    office |= {"office_receipts", "office_unpaid", "office_debits"}
    assert _pages() - crawl.names - elsewhere == office


@pytest.mark.clause("PP-1(2)3")
def test_no_page_of_staff_does_either(crawl: Crawl) -> None:
    crawl.sign_in("staff@example.jp")
    crawl.follow(*OFFICE, *MINE)
    assert crawl.faults() == []
    assert {"office", "office_mail", "office_policy"} <= crawl.names


@pytest.mark.clause("PP-1(2)3")
def test_a_planted_cookie_storage_or_third_party_is_found(crawl: Crawl) -> None:
    crawl.page.route("https://tracker.example/**", lambda route: route.fulfill(body=""))
    crawl.follow("/privacy")
    crawl.page.evaluate("document.cookie = 'mood=good'; localStorage.setItem('visits', '7')")
    crawl.page.goto("https://tracker.example/pixel.gif?from=us")
    crawl.page.goto(f"{crawl.own}/privacy")
    crawl.note("document")
    assert crawl.faults() == [
        "cookie mood is there, but the manifest does not map it",
        "storage visits is there, but the manifest does not map it",
        "https://tracker.example/pixel.gif?from=us is a third party's",
    ]


def _pages() -> set[str]:
    """The names of all own pages."""
    names = {
        name for name in get_resolver().reverse_dict if isinstance(name, str) and not name.startswith(("account_", "mfa_"))
    }
    return names - ACTIONS - NO_PAGES
