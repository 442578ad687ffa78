"""The operator's profile: what it takes, what it refuses, and how it stands in the texts."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from harimi.service.privacy.documents import LANGUAGES, Language
from harimi.service.privacy.folding import fold
from harimi.service.privacy.manifest import current
from harimi.service.privacy.profile import REQUIRED, Profile, ProfileError, load, parsed
from harimi.service.privacy.wording import rendered
from harimi.service.project.config import Config
from tests.services.policies import EXAMPLE, SEED_OPERATOR, operator

REQUESTS = (
    ("利用目的の通知", "purpose_notice"),
    ("保有個人データの開示", "disclosure"),
    ("第三者提供記録の開示", "provision_records"),
    ("訂正、追加又は削除", "correction"),
    ("利用の停止又は消去", "stop"),
    ("第三者への提供の停止", "provision_stop"),
)


def test_the_example_leaves_no_gap() -> None:
    assert load(EXAMPLE).gaps() == []
    assert rendered(current(), load(EXAMPLE)).complete


def test_without_a_file_every_required_field_is_a_gap_that_the_texts_show(tmp_path: Path) -> None:
    profile = load(tmp_path / "operator.toml")
    assert profile.gaps() == [*REQUIRED]
    made = rendered(current(), profile)
    assert not made.complete
    assert made.policy["ja"].clause("9-1").count("【未記入") == 7
    assert made.policy["en"].clause("9-1").count("[not filled in") == 7


@pytest.mark.parametrize("field", REQUIRED)
def test_a_field_left_out_is_the_only_gap(field: str) -> None:
    told = tomllib.loads(EXAMPLE.read_text("utf-8"))
    del told[field]
    assert parsed(told, "operator.toml").gaps() == [field]


def test_a_name_in_one_language_only_is_a_gap() -> None:
    assert operator(name={"ja": "針見"}).gaps() == ["name"]
    assert operator(safety_measures={"ja": ["施錠", "研修"], "en": ["locks"]}).gaps() == ["safety_measures"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"postal_code": "1000001"}, 'postal_code: does not look right; write it as "100-0001"'),
        ({"telephone": "call me"}, "telephone: does not look right"),
        ({"mail": "privacy at example"}, "mail: does not look right"),
        ({"procedure_page": "our page"}, "procedure_page"),
        (
            {"name": "Harimi"},
            'name: Input should be a valid dictionary or instance of Words; both languages, such as { ja = "…"',
        ),
        ({"name": {"ja": "a\nb", "en": "c"}}, "must be one line"),
        ({"name": {"ja": "{mail}", "en": "c"}}, "must be one line without"),
        ({"identity_methods": ["seal"]}, "a list of sign_in, mail_code, post, document"),
        ({"fees": {"correction": 500}}, "fees.correction: there is no such field"),
        ({"fees": {"disclosure": 1_000_000}}, "whole yen, tax included, from 0 to 10000"),
        ({"fees": {"disclosure": -1}}, "whole yen"),
        ({"deadlines": {"without_delay_days": 30}}, "without_delay_days from 1 to 14"),
        ({"deadlines": {"promptly_seconds": 3600}}, "promptly_seconds from 1 to 60"),
        ({"tax_rounding": "up"}, "tax_rounding"),
        ({"nickname": "x"}, "nickname: there is no such field; remove it. Fields are name, representative"),
        ({"foreign": [{"recipient": {"ja": "A", "en": "A"}, "country": {"ja": "", "en": ""}}]}, "foreign.0.country"),
    ],
)
def test_what_cannot_be_is_refused_in_words(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ProfileError) as error:
        operator(**changed)
    assert words in str(error.value)
    assert str(error.value).startswith("operator.toml: ")


@pytest.mark.clause("PP-5a")
@pytest.mark.parametrize(
    "changed",
    [{"joint_use": True}, {"jointUse": False}, {"共同利用": ["A社"]}, {"shared_with": "group"}, {"fees": {"joint": 1}}],
)
def test_joint_use_cannot_be_configured(changed: dict[str, Any]) -> None:
    with pytest.raises(ProfileError, match="clause 5 of the policy rules out joint use"):
        operator(**changed)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "operator.toml").write_text("name = ")
    with pytest.raises(ProfileError, match=r"operator\.toml cannot be read"):
        load(tmp_path / "operator.toml")


def test_the_file_lies_in_the_data_folder_or_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Config(data_dir=tmp_path).operator_path == tmp_path / "operator.toml"
    monkeypatch.setenv("HARIMI_OPERATOR_FILE", str(EXAMPLE))
    assert Config(data_dir=tmp_path).operator_path == EXAMPLE
    monkeypatch.setenv("HARIMI_OPERATOR_FILE", str(tmp_path / "nowhere.toml"))
    with pytest.raises(ValidationError, match="there is no file"):
        Config(data_dir=tmp_path)


@pytest.mark.clause("PP-9-1a")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contact_block_is_what_the_operator_of_the_seed_says(language: Language) -> None:
    profile = parsed(tomllib.loads(SEED_OPERATOR), "operator.toml")
    block = fold(rendered(current(), profile).policy[language].clause("9-1"))
    for told in (profile.name.into(language), profile.address.into(language), "〒194-0022", "042-812-0853", "info@asiot.jp"):
        assert fold(told) in block


@pytest.mark.clause("PP-9-1a")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contact_block_names_everything_that_article_32_wants(language: Language) -> None:
    profile = operator(certified_body={"ja": "認定団体（電話 03-3333-3333）", "en": "The Body (telephone 03-3333-3333)"})
    block = rendered(current(), profile).policy[language].clause("9-1")
    told = [getattr(profile, name) for name in ("name", "representative", "address", "complaints", "certified_body")]
    assert all(words.into(language) in block for words in told)
    assert all(word in block for word in (profile.postal_code, profile.telephone, profile.mail))


@pytest.mark.clause("PP-A-1")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_measures_of_security_control_stand_in_their_annex(language: Language) -> None:
    annex = rendered(current(), operator()).policy[language].clause("A-1")
    assert re.findall(r"^- (.+)$", annex, re.MULTILINE) == [*operator().safety_measures.into(language)]


@pytest.mark.clause("PP-A-3")
@pytest.mark.parametrize("language", LANGUAGES)
def test_recipients_abroad_stand_with_country_system_and_measures(language: Language) -> None:
    one = {key: {"ja": f"{key}甲", "en": f"{key} A"} for key in ("recipient", "country", "system", "measures")}
    annex = rendered(current(), operator(foreign=[one])).policy[language].clause("A-3")
    assert all(one[key][language] in annex for key in one)
    none = rendered(current(), operator()).policy[language].clause("A-3")
    assert ("提供していません" if language == "ja" else "We provide no personal data") in none


@pytest.mark.clause("PP-A-4")
def test_external_transmission_is_said_to_be_none_in_words_that_leave_nothing_open() -> None:
    annex = current().texts["ja"].clause("A-4")
    assert "外部送信" in annex
    assert "用いていません" in annex
    assert not re.search(r"その他|など|等", annex)


@pytest.mark.clause("PP-9-2")
def test_the_procedure_says_for_each_request_where_how_and_for_how_much() -> None:
    profile = operator()
    made = rendered(current(), profile)
    common, *sections = re.split(r"^## ", made.procedure["ja"], flags=re.MULTILINE)[1:]
    assert [section.splitlines()[0] for section in sections] == [name for name, _ in REQUESTS]
    for section, (_, fee) in zip(sections, REQUESTS, strict=True):
        amount = profile.fees_on(current().fees).model_dump()[fee]
        assert all(words in section for words in ("- 書式：", "- お申出の方法とご本人の確認：", "- 手数料："))
        assert f"{amount:,}円" in section
    for words in ("お申出の方法：", "ご本人の確認：マイアカウントへのサインイン、", "お支払い：銀行振込", "代理人", "14日以内"):
        assert words in common
    assert "印鑑" not in made.procedure["ja"]
    assert made.procedure["en"].count("\n## ") == made.procedure["ja"].count("\n## ")


@pytest.mark.clause("PP-9-2")
@pytest.mark.parametrize(("page", "named"), [("", "/privacy/procedure"), ("https://example.jp/req", "https://example.jp/req")])
def test_the_policy_names_the_page_of_the_procedure(page: str, named: str) -> None:
    assert named in rendered(current(), operator(procedure_page=page)).policy["ja"].clause("9-2")


def test_fees_and_deadlines_that_hold_are_published_beside_the_texts() -> None:
    profile = operator(fees={"disclosure": 0}, deadlines={"promptly_seconds": 5}, tax_rounding="ceiling")
    numbers = rendered(current(), profile).numbers
    assert numbers["fees"]["disclosure"] == 0
    assert numbers["fees"]["purpose_notice"] == 1000
    assert numbers["deadlines"]["promptly_seconds"] == 5
    assert numbers["tax_rounding"] == "ceiling"
    assert rendered(current(), Profile()).numbers["fees"] == current().fees.model_dump()
