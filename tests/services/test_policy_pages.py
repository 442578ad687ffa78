"""The published documents as pages: in force, earlier, coming, raw, compared; and what staff see of them."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harimi.service.pages.blocks import blocks
from harimi.service.privacy.differences import compared
from harimi.service.privacy.documents import LANGUAGES
from harimi.service.privacy.folding import fold, sha256
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import PolicyPublication
from harimi.service.privacy.publication import at_start, publish
from harimi.service.privacy.wishes import Wish
from tests.services.policies import EXAMPLE, operator
from tests.services.world import person

pytestmark = pytest.mark.django_db(transaction=True)
MOVED = operator(telephone="03-9999-9999")


@pytest.fixture(autouse=True)
def _published() -> None:
    django_settings.HARIMI.operator_path.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    at_start()


def _page(path: str, language: str = "ja") -> str:
    answer = Client(headers={"accept-language": language}).get(path)
    assert answer.status_code == 200, path
    assert answer.headers["Content-Language"] == language
    return answer.content.decode()


def _words(page: str) -> str:
    """The words of a page's main part, without tags and spaces."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s", "", fold(re.sub(r"<[^>]+>", "", main)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_policy_stands_on_its_page_with_an_anchor_for_each_clause(language: str) -> None:
    page, told = _page("/privacy", language), PolicyPublication.objects.get()
    ids = set(re.findall(r'id="c([^"]+)"', page))
    assert ids == set(current().clauses)
    shown = _words(page).replace("&#x27;", "'")
    for block in blocks(told.text(language)):  # type: ignore[arg-type]
        for words in (block.text, *block.lines, *(cell for row in block.rows for cell in row)):
            assert re.sub(r"\s", "", words) in shown


@pytest.mark.clause("PP-9-1a")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contact_block_of_the_page_is_the_operators(language: str) -> None:
    shown, profile = _words(_page("/privacy", language)), operator()
    told = [getattr(profile, name).into(language) for name in ("name", "representative", "address", "complaints")]
    for words in (*told, f"〒{profile.postal_code}", profile.telephone, profile.mail):
        assert re.sub(r"\s", "", fold(words)) in shown


@pytest.mark.clause("PP-10b")
def test_a_new_version_is_served_the_old_one_stays_and_the_difference_is_shown() -> None:
    before = Client().get("/privacy/versions/1/ja.md").content
    publish(MOVED, Wish(reason="電話番号の変更"))
    assert "03-9999-9999" in _page("/privacy")
    old = Client().get("/privacy/versions/1/ja.md")
    assert old.content == before
    assert old.headers["ETag"] == f'"{sha256(before)}"'
    assert "03-0000-0000" in _page("/privacy/versions/1")
    assert "以前の版" in _page("/privacy/versions/1")
    log = _page("/privacy/versions")
    assert all(words in log for words in ("第1版", "第2版", "電話番号の変更", sha256(before)))
    changes = _page("/privacy/changes/1/2")
    assert "<del>0000</del><ins>9999</ins>-<del>0000</del><ins>9999</ins>" in changes
    assert "電子メール：privacy@example.jp" in changes
    assert "##" not in changes
    assert "共同利用" not in changes


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_raw_text_is_what_was_published_to_the_byte(language: str) -> None:
    told = PolicyPublication.objects.get()
    for kind, row in (("privacy", told), ("terms", told.terms)):
        answer = Client().get(reverse("document_raw", args=[kind, 1, language]))
        assert answer.content == row.text(language).encode()  # type: ignore[arg-type]
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{kind}-1.{language}.md"'


def test_a_version_to_come_is_announced_with_what_changes() -> None:
    publish(operator(name={"ja": "新針見", "en": "New Harimi"}), Wish(effective_from=timezone.now() + timedelta(days=20)))
    page = _page("/privacy", "en")
    assert "Version 2 is to come" in page
    assert "New Harimi" not in page
    assert "not in force yet" in _page("/privacy/versions/2", "en")
    assert "Terms of use that it refers to (version 2)" in _page("/privacy/versions/2", "en")
    assert "The terms of use that it refers to changed too" in _page("/privacy/changes/1/2", "en")
    assert "<ins>New " in _page("/terms/changes/1/2", "en")


@pytest.mark.clause("PP-9-2")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_procedure_has_a_page_that_the_policy_links(language: str) -> None:
    assert f'href="{reverse("procedure")}"' in _page("/privacy", language)
    shown = _page("/privacy/procedure", language)
    for words in {"ja": ("第三者提供記録の開示", "代理人"), "en": ("Disclosure of records of provision", "Agents")}[language]:
        assert words in shown


@pytest.mark.parametrize("path", ["/privacy", "/terms", "/privacy/versions", "/accounts/login/"])
def test_every_page_links_both_documents_at_its_foot(path: str) -> None:
    foot = _page(path)[_page(path).index('<footer class="foot">') :]
    assert 'href="/privacy"' in foot
    assert 'href="/terms"' in foot


@pytest.mark.parametrize(
    "path", ["/privacy/versions/9", "/privacy/versions/1/fr.md", "/privacy/changes/1/9", "/terms/procedure", "/joint/versions"]
)
def test_what_was_never_published_is_not_found(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_words_of_the_operator_are_shown_and_never_run() -> None:
    publish(operator(complaints={"ja": "窓口 & \"'", "en": "desk"}), Wish())
    assert "窓口 &amp; &quot;&#x27;" in _page("/privacy")


def test_staff_see_gaps_and_what_is_not_published_yet() -> None:
    staff = Client(headers={"accept-language": "en"})
    staff.force_login(person("staff@example.jp", staff=True))
    assert "is up to date" in staff.get("/office/").content.decode()
    path = django_settings.HARIMI.operator_path
    path.write_text('telephone = "03-9999-9999"')
    page = staff.get("/office/").content.decode()
    assert "has gaps" in page
    assert "<code>representative</code>" in page
    assert "publishes them" in page
    path.write_text("joint_use = true")
    page = staff.get("/office/").content.decode()
    assert "cannot be used" in page
    assert "clause 5" in page


def test_a_page_with_gaps_says_so() -> None:
    django_settings.HARIMI.operator_path.unlink()
    assert "has not filled in everything" not in _page("/privacy", "en")
    publish(operator(representative={}), Wish())
    assert "has not filled in everything" in _page("/privacy", "en")
    assert "未記入の項目があります" in _page("/privacy")


def test_lines_that_have_little_in_common_stand_one_after_the_other() -> None:
    lines = compared("same\nabc def\nend", "same\n完全に別の文章です\nend")
    assert [line.pieces for line in lines] == [
        (("same", "same"),), (("gone", "abc def"),), (("new", "完全に別の文章です"),), (("same", "end"),),
    ]  # fmt: skip
    assert compared("a\n\nb", "a\nb") == []
    assert compared("a", "a\nb")[-1].pieces == (("new", "b"),)
    assert compared("a\nb", "a")[-1].pieces == (("gone", "b"),)
