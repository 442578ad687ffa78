"""The pages that the law expects: each thing that it wants told, from the profile, the register and the manifest."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils.html import escape

from harimi.service.contracts.models import Plan, PlanPrice
from harimi.service.office.views import _policy
from harimi.service.pages.texts import text_in
from harimi.service.privacy import census, held
from harimi.service.privacy.documents import LANGUAGES, Language
from harimi.service.privacy.held import Outside
from harimi.service.privacy.manifest import current
from harimi.service.privacy.profile import Profile, parsed
from harimi.service.privacy.profile_commerce import REQUIRED
from harimi.service.privacy.publication import at_start, duties
from harimi.service.privacy.recipients import register
from harimi.service.project.doctor import work
from tests.services.policies import EXAMPLE, operator
from tests.services.test_egress import recipient_of_mail

pytestmark = pytest.mark.django_db
TAG = Outside("測定社", "Measurer", "閲覧したページ", "the page", "測定", "measuring", "研究", "research")


@pytest.fixture(autouse=True)
def _published(own_blobs: Path) -> None:
    django_settings.HARIMI.operator_path.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    at_start()


def _page(path: str, language: str = "ja") -> str:
    answer = Client(headers={"accept-language": language}).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_article_32_and_its_order_want_stands_there(language: Language) -> None:
    page, profile = _page("/privacy/retained", language), operator()
    names = (profile.name, profile.address, profile.representative, profile.complaints)
    assert all(escape(one.into(language)) in page for one in names)
    assert all(escape(line) in page for line in profile.safety_measures.into(language))
    for purpose in current().purposes.values():
        assert escape(purpose.ja if language == "ja" else purpose.en) in page
    assert "1,000" in page
    assert 'href="/privacy/procedure"' in page
    assert profile.telephone in page
    assert profile.mail in page
    assert text_in(language, "legal.body") in page


def test_who_works_for_the_operator_is_told_by_kind_and_abroad_by_country() -> None:
    assert "委託していません" in _page("/privacy/retained")
    register(recipient_of_mail(country="DE", foreign_route="designated"))
    page = _page("/privacy/retained")
    assert "メールの送信" in page
    assert "外国: DE" in page
    assert "smtp" not in page


def test_a_gap_of_the_profile_shows_on_the_page() -> None:
    django_settings.HARIMI.operator_path.unlink()
    assert "【未記入：運営者の名称】" in _page("/privacy/retained")
    assert "【未記入】" in _page("/commerce")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_sent_to_others_and_what_would_be_is_told(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    none = text_in(language, "legal.transmission.none")
    page = _page("/privacy/transmission", language)
    assert escape(none) in page
    assert all(name in page for name in held.held().cookies)
    monkeypatch.setitem(held.held().hosts, "tag.example", TAG)
    page = _page("/privacy/transmission", language)
    assert escape(none) not in page
    parts = ("recipient", "sent", "ours", "theirs")
    assert all(told in page for told in ("tag.example", *(getattr(TAG, f"{one}_{language}") for one in parts)))
    assert census.browser(held.held(), [], [], ["https://tag.example/x", "https://other.example/"], "http://own") == [
        "https://other.example/ is a third party's"
    ]


def test_no_page_may_send_anywhere_that_the_manifest_does_not_name() -> None:
    allowed = {one for told in django_settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].values() for one in told}
    assert {one.strip("'") for one in allowed} - set(held.held().hosts) <= {"self", "none", "blob:"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told_before_an_order_is_whole(language: Language) -> None:
    plan = Plan.objects.create(code="home", name_ja="家庭用", name_en="For homes", about_ja="", about_en="")
    PlanPrice.objects.create(plan=plan, since=date(2026, 1, 1), base_yen=980, meter_yen=120, parcel_yen=770, setup_yen=3300)
    page, profile = _page("/commerce", language), operator()
    for name in (*REQUIRED, "environment"):
        assert escape(getattr(profile.commerce, name).into(language)) in page
        assert escape(text_in(language, f"legal.commerce.{name}")) in page
    for told in (profile.name.into(language), profile.representative.into(language), profile.address.into(language)):
        assert escape(told) in page
    assert profile.telephone in page
    for yen in (980, 120, 770, 3300):
        assert text_in(language, "apply.yen", yen=yen) in page
    assert text_in(language, "legal.price.device_yen") not in page


def test_a_seller_of_its_own_name_and_a_page_for_businesses_alone() -> None:
    told = EXAMPLE.read_text("utf-8").replace("consumers = true", 'consumers = false\nseller = { ja = "販売社", en = "Sales" }')
    django_settings.HARIMI.operator_path.write_text(told, "utf-8")
    page = _page("/commerce")
    assert "販売社" in page
    assert "事業者の方だけ" in page
    assert "お支払い時期" not in page


@pytest.mark.parametrize("name", REQUIRED)
def test_what_is_missing_is_a_duty_and_the_doctor_and_the_desk_say_so(name: str) -> None:
    lines = [line for line in EXAMPLE.read_text("utf-8").splitlines() if not line.startswith(f"{name} =")]
    django_settings.HARIMI.operator_path.write_text("\n".join(lines), "utf-8")
    found = [one for one in work.policy() if one.about == "commerce"]
    assert [one.level for one in found] == ["bad"]
    assert f"commerce.{name}" in found[0].what
    profile = Profile(name=operator().name)
    assert [one for one in duties(profile) if f"commerce.{name}" in one]
    assert f"commerce.{name}" in str(_policy()["gaps"])


def test_nothing_is_missing_for_a_household_or_who_sells_to_businesses_alone() -> None:
    assert Profile().commerce_gaps() == []
    assert operator(commerce={"consumers": False}).commerce_gaps() == []
    assert operator().commerce_gaps() == []
    assert parsed({"name": {"ja": "あ", "en": "A"}}, "operator.toml").commerce_gaps()


def test_every_page_leads_to_them() -> None:
    page = _page("/accounts/login/")
    for path in ("/privacy/retained", "/privacy/transmission", "/commerce"):
        assert f'href="{path}"' in page
