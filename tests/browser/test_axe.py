"""Every kind of page is looked over by axe for WCAG 2.2 AA and best practices: a desk in the light, a phone in the dark."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import fits, sign_in
from tests.running import Running

LEGAL = ("/privacy/retained", "/privacy/transmission", "/commerce")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OPEN = ("/accounts/login/", "/accounts/password/reset/", "/privacy", "/terms", "/privacy/cookies", "/contact", *LEGAL)
MINE = ("/", "/meters", "/meters?state=asks", "/review", "/meters/new", "/sites", "/tenants", "/rounds", "/rounds/kept")
ACCOUNT = (
    "/account/security",
    "/account/organization",
    "/account/activity",
    "/account/privacy",
    "/account/policy",
    "/account/leave",
    "/account/notices",
    "/account/cards",
)
QUESTIONS = ("/account/questions", "/account/questions/new", "/account/support")
EXPORT = ("/account/privacy/export/me",)
METER = (
    "",
    "?span=month&with=previous",
    "/photographs",
    "/health",
    "/events",
    "/settings",
    "/edit",
    "/exchange",
    "/read",
    "/import",
)
ROUNDS = ("/rounds", "/reports", "/import/meters", "/import/readings")
ROUND = ("", "/list", "/walk")
DRAFT = """
from harimi.service.project.setup import set_up
set_up()
from harimi.service.notices.models import Notice
print(Notice.objects.filter(published_at=None)[0].pk)
"""
BREACH = """
from datetime import date
from uuid import uuid4
from harimi.service.project.setup import set_up
set_up()
from harimi.service.accounts.models import User
from harimi.service.support.violations import leading, objecting, opening
from tests.services.world import person
staff, whom = User.objects.get(email="staff@example.jp"), person(f"{uuid4().hex}@example.jp")
case = opening.open_case(whom, "8(2)", "Many tries.", actor=staff)
leading.warn(case, "Please stop.", date(2099, 1, 1), actor=staff)
leading.suspend(case, "It went on.", None, actor=staff)
objecting.object_to(case, "It was not me.", actor=whom)
print(case.pk, whom.email)
"""
FACE = ("/face", "/face/versions", "/face/reread", "/face/copy")


def _faults(page: Page, url: str, *paths: str) -> list[str]:
    found = []
    for path in paths:
        page.goto(f"{url}{path}", wait_until="load")
        fits(page)
        broken = Axe().run(page, options=RULES).response["violations"]
        found += [f"{path}: {one['id']} {[node['html'][:120] for node in one['nodes'][:3]]}" for one in broken]
    return found


def test_pages_that_anybody_opens(service: Running, page: Page) -> None:
    assert _faults(page, service.url, *OPEN) == []


def test_pages_of_a_customer(service: Running, page: Page) -> None:
    service.ask("tests.services.seed_question", service.seeded["register"])
    notice = service.ask("tests.services.seed_notice").strip()
    sign_in(page, service.url)
    page.goto(f"{service.url}/account/organization")
    parcels = f"{page.url.removeprefix(service.url)}/parcels"
    assert _faults(page, service.url, *MINE, *ACCOUNT, *QUESTIONS, *EXPORT, f"/account/notices/{notice}", parcels) == []


def test_pages_of_a_meter(service: Running, page: Page) -> None:
    sign_in(page, service.url)
    meter = f"/meters/{service.seeded['meter']}"
    assert _faults(page, service.url, *(f"{meter}{one}" for one in (*METER, *FACE))) == []


def test_reports_imports_and_rounds(service: Running, page: Page) -> None:
    sign_in(page, service.url)
    page.goto(f"{service.url}/rounds")
    page.locator(".from-sites button").first.click()
    page.wait_for_url("**/rounds/*-*")
    made = page.url.removeprefix(service.url)
    assert _faults(page, service.url, *ROUNDS, *(f"{made}{one}" for one in ROUND)) == []


def test_what_tenants_are_billed(service: Running, page: Page) -> None:
    base, *others = service.ask("tests.services.seed_letting").split()
    sign_in(page, service.url)
    own = ("", "/open", "/meters", "/tariffs", "/settings")
    assert _faults(page, service.url, *(f"{base}{one}" for one in own), *others, "/statements") == []
    page.set_viewport_size({"width": 390, "height": 844})
    for one in (others[0], others[-1]):
        page.goto(f"{service.url}{one}")
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        assert page.locator(".scroll").evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth).length") == 0


def test_pages_of_staff(service: Running, page: Page) -> None:
    sign_in(page, service.url, "staff@example.jp")
    notice = service.ask("tests.services.seed_notice").strip()
    draft = service.ask_code(DRAFT).strip()
    office = (
        "",
        "mail",
        "policy",
        "reviews",
        "incidents",
        "design",
        "units",
        "rereads",
        "rereads/new",
        "customers",
        "staff",
        "notices",
        "notices/new",
        "bounces",
        "cases",
        "cases/answers",
        "stock",
        "parcels",
        "parcels/new",
        "faults",
        "cards",
        "violations",
        "violations/new",
        "requests",
        "requests/new",
        "statistics",
        "campaigns",
        "campaigns/new",
        "recipients",
        "recipients/new",
        "approvals",
        "approvals/new",
        "provisions",
        f"notices/{notice}",
        f"notices/{draft}",
    )
    assert _faults(page, service.url, *(f"/office/{one}" for one in office)) == []


def test_payments_of_staff_and_of_an_owner(service: Running, page: Page) -> None:
    receipt, customer, number = service.ask("tests.services.seed_payments").split()
    sign_in(page, service.url, "staff@example.jp")
    one = f"/office/receipts/{receipt}"
    lists = ("/office/receipts", "/office/receipts?state=all", "/office/unpaid", "/office/debits")
    assert _faults(page, service.url, *lists, one, f"{one}?customer={customer}", f"/office/unpaid/{customer}") == []
    page.context.clear_cookies()
    sign_in(page, service.url, f"owner{number}@example.jp")
    assert _faults(page, service.url, "/account/payments") == []


def test_a_case_of_a_breach_and_what_its_suspended_person_sees(service: Running, page: Page) -> None:
    number, email = service.ask_code(BREACH).split()
    case = f"/office/violations/{number}"
    sign_in(page, service.url, "staff@example.jp")
    logs = f"{case}/logs?first=2026-11-01&last=2026-11-02"
    assert _faults(page, service.url, case, f"{case}/logs", logs, "/office/violations") == []
    page.context.clear_cookies()
    page.goto(service.url)
    page.get_by_role("textbox").first.fill(email)
    page.locator("#id_password").fill("a long password")
    page.locator("main button").first.click()
    page.wait_for_url(f"{service.url}/account/violations")
    assert _faults(page, service.url, "/account/violations", "/account/privacy") == []
