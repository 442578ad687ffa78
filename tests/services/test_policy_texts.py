"""The texts of the policy and the terms: folded, found by their places, refused when they were changed."""

import re
import tomllib
import unicodedata
from pathlib import Path

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from harimi.service.privacy import manifest as manifests
from harimi.service.privacy.documents import LANGUAGES, Document, DocumentError, Span, document, fill, placeholders
from harimi.service.privacy.folding import fold, sha256
from harimi.service.privacy.manifest import Manifest, current, load
from harimi.service.privacy.profile import Profile
from harimi.service.privacy.wording import rendered, words
from tests.services.policies import SEED, copied, load_copy, needs_seed, operator, rewrite, seed_folder

SECTIONS = ("1", "1(1)", "1(2)", "2-1", "2-2", "2-3", "2-4", "3-1", "3-2", "4", "5", "6", "7", "8-1", "8-2", "9-1", "9-2", "10")
RADICALS = "個⼈情報の利⽤⽬的と⼿数料、⺠間の⻑"


@pytest.mark.clause("PP-0-1")
def test_a_text_full_of_radicals_is_found_by_the_characters_it_looks_like() -> None:
    assert "利用目的" not in RADICALS
    assert "利用目的" not in unicodedata.normalize("NFC", RADICALS)
    assert fold(RADICALS) == "個人情報の利用目的と手数料、民間の長"


def test_circled_numbers_and_full_width_digits_stay_as_they_are() -> None:
    assert fold("① ⑦ １ (1) ｱ é") == "① ⑦ １ (1) ｱ é"


@given(st.text())
def test_folding_keeps_every_place_and_is_done_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.clause("PP-0-1")
def test_a_loader_that_does_not_fold_raises_rather_than_finding_nothing() -> None:
    spans = {"6": Span(start=0, end=8, sha256=sha256(fold(RADICALS[:8])))}
    raw = RADICALS.encode()
    assert document("seed", raw, sha256(raw), spans).mentions("個人情報") == ["6"]
    with pytest.raises(DocumentError, match="clause 6"):
        document("seed", raw, sha256(raw), spans, folding=str)


def test_an_index_of_nothing_is_refused() -> None:
    with pytest.raises(DocumentError, match="names no clause"):
        document("seed", b"text", sha256("text"), {})


@needs_seed
@pytest.mark.clause("PP-0-1")
def test_the_seed_is_indexed_and_its_purposes_are_found(tmp_path: Path) -> None:
    seed = load(seed_folder(tmp_path))
    text = seed.texts["ja"]
    assert "利用目的" not in text.text
    assert {"2-2", "2-4", "6", "9-2"} <= set(text.mentions("利用目的"))
    assert text.clause("1(2)①").startswith("① 端末情報")
    assert text.clause("1(1)").count("⑦") == 1
    assert set(seed.clauses) == {clause for clause in current().clauses if not clause.startswith("A-")}


@needs_seed
def test_the_seed_is_refused_where_folding_is_switched_off(tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        load(seed_folder(tmp_path), folding=str)


@needs_seed
def test_no_sentence_of_the_seed_stands_in_what_we_wrote() -> None:
    seed = re.sub(r"\s", "", fold(SEED.read_text("utf-8")))
    for path in [*manifests.POLICIES.rglob("*.ja.md"), *manifests.TERMS.rglob("*.ja.md")]:
        ours = re.sub(r"\s", "", fold(path.read_text("utf-8")))
        shared = {ours[n : n + 30] for n in range(len(ours) - 29)} & {seed[n : n + 30] for n in range(len(seed) - 29)}
        assert shared == set(), path.name


@needs_seed
def test_the_numbers_of_the_seed_are_those_of_its_manifest(tmp_path: Path) -> None:
    seed = load(seed_folder(tmp_path))
    for clause, fee in (("6", seed.fees.purpose_notice), ("7", seed.fees.disclosure)):
        flat = re.sub(r"\s", "", seed.texts["ja"].clause(clause))
        assert f"１件{fee:,}円（税込）" in flat


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_of_the_structure_stands_in_both_languages_in_order(language: str) -> None:
    text = current().texts[language]  # type: ignore[index]
    assert set(SECTIONS) <= set(text.spans)
    assert [*text.spans] == sorted(text.spans, key=lambda clause: (text.spans[clause][0], -text.spans[clause][1]))
    for clause, (start, end) in text.spans.items():
        assert text.folded[start:end].strip() == text.folded[start:end], clause
    assert text.clause("1(1)⑦") in text.clause("1(1)")
    assert text.clause("2-3(2)") in text.clause("2-3")


def test_both_languages_leave_the_same_words_to_the_operator() -> None:
    made = current()
    for pair in (made.texts, made.terms.texts):
        assert placeholders(pair["ja"].text) == placeholders(pair["en"].text)
    assert placeholders(made.procedure["ja"]) == placeholders(made.procedure["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_text_has_its_clauses_in_their_new_places(language: str) -> None:
    template, told = current().texts[language], words(current(), operator(), language)  # type: ignore[index, arg-type]
    text = fill(template, told)
    assert placeholders(text.text) == set()
    for clause in template.spans:
        alone = fill(Document(template.clause(clause), "", {}), told).text
        assert text.clause(clause) == fold(alone), clause


def test_a_word_that_no_profile_fills_is_refused() -> None:
    with pytest.raises(DocumentError, match="moon"):
        fill(Document("{moon}", "{moon}", {}), {"name": "x"})


@pytest.mark.clause("PP-0-1")
@pytest.mark.parametrize("file", ["policy.ja.md", "policy.en.md", "procedure.ja.md"])
def test_a_text_that_was_edited_on_disk_is_refused(tmp_path: Path, file: str) -> None:
    folder = copied(tmp_path)
    load_copy(folder)
    with (folder / file).open("a", encoding="utf-8") as text:
        text.write(" ")
    with pytest.raises(DocumentError, match=rf"{file} was changed"):
        load_copy(folder)


def test_a_clause_that_is_not_where_the_manifest_says_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    start = current().clauses["5"].ja.start
    rewrite(folder / "manifest.toml", f"start = {start},", f"start = {start + 1},")
    with pytest.raises(DocumentError, match="clause 5 is not where"):
        load_copy(folder)


@pytest.mark.clause("PP-0-1")
def test_a_policy_that_names_no_terms_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    rewrite(folder / "manifest.toml", "terms = 1\n", "")
    with pytest.raises(DocumentError, match="names no `terms`"):
        load_copy(folder)


@pytest.mark.clause("PP-0-1")
def test_a_policy_whose_terms_are_missing_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    rewrite(folder / "manifest.toml", "terms = 1\n", "terms = 7\n")
    with pytest.raises(DocumentError, match="there are no terms of use"):
        load_copy(folder)


@pytest.mark.clause("PP-0-1")
def test_nothing_of_the_service_starts_with_such_a_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copied(tmp_path)
    rewrite(folder / "manifest.toml", "terms = 1\n", "")
    monkeypatch.setattr(manifests, "POLICIES", folder.parent)
    current.cache_clear()
    try:
        with pytest.raises(DocumentError):
            apps.get_app_config("privacy").ready()
    finally:
        monkeypatch.undo()
        current.cache_clear()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('consent = "3-1"', 'consent = "3-9"', "asks for consent under 3-9"),
        ('clause = "1(1)①"', 'clause = "1(9)"', "names clause 1(9)"),
        ("collectable = false", "collectable = true", "item location is collectable"),
        ('contract = "terms 1 §7(2)"', 'contract = "terms 1 §99"', "stands on terms 1 §99"),
        ('"name", "corporate_name", "mail", "birth_date"', '"name", "shoe_size"', "uses shoe_size"),
        ("[fees]", "[charges]", "fees"),
        ("purpose_notice = 1000", "purpose_notice = -1", "fees.purpose_notice"),
    ],
)
def test_a_manifest_whose_parts_do_not_fit_says_which(tmp_path: Path, old: str, new: str, words: str) -> None:
    folder = copied(tmp_path)
    rewrite(folder / "manifest.toml", old, new)
    with pytest.raises(DocumentError) as error:
        load_copy(folder)
    assert words in str(error.value)


@pytest.mark.clause("PP-2-2(5)")
@pytest.mark.parametrize("parent", ["", 'parent = "marketing"', 'parent = "nobody"'])
def test_an_incidental_purpose_accompanies_one_of_the_services_own(tmp_path: Path, parent: str) -> None:
    folder = copied(tmp_path)
    told = (
        f'[purposes.backup]\nclause = "2-2(5)"\nja = "控え"\nen = "Backup"\nitems = ["mail"]\n{parent}\n\n[purposes.marketing]'
    )
    rewrite(folder / "manifest.toml", "[purposes.marketing]", told)
    with pytest.raises(DocumentError, match="backup accompanies nothing"):
        load_copy(folder)
    rewrite(folder / "manifest.toml", f'["mail"]\n{parent}\n', '["mail"]\nparent = "upkeep"\n')
    assert load_copy(folder).purposes["backup"].parent == "upkeep"


def test_where_stored_fields_belong_is_handed_on_as_it_stands(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    with (folder / "manifest.toml").open("a", encoding="utf-8") as file:
        file.write('\n[held_by_test."a.b"]\nitem = "mail"\n')
    assert load_copy(folder).held["held_by_test"] == {"a.b": {"item": "mail"}}


@pytest.mark.parametrize("item", ["location", "birth_date"])
def test_what_section_1_does_not_name_is_not_collected_and_used_by_nothing(item: str) -> None:
    made = current()
    assert not made.items[item].collectable
    assert not any(made.allowed(purpose, item) for purpose in made.purposes)
    assert "現在取得しておらず" in made.texts["ja"].clause(made.items[item].clause)


def test_statistics_and_marketing_use_no_more_than_their_clause_lists() -> None:
    made = current()
    assert set(made.purposes["statistics"].items) == {
        "access_device", "camera_device", "access_log", "camera_log", "cookie", "location",
    }  # fmt: skip
    assert set(made.purposes["marketing"].items) == {"name", "corporate_name", "mail", "birth_date", "contract_data"}


@pytest.mark.parametrize(
    "words", ["電話番号", "名称", "部署", "パスワード", "お届け", "名義", "種別", "言語", "役割", "トークン"]
)
def test_each_field_that_the_policy_does_not_name_has_its_clause_of_the_terms(words: str) -> None:
    made = current()
    clauses = [clause for clause in made.terms.clauses if clause.startswith("§7(")]
    (found,) = [clause for clause in clauses if words in made.terms.texts["ja"].clause(clause).split("（")[0]]
    assert made.contract_clause(f"terms 1 {found}")
    assert made.contract_clause(f"terms 2 {found}") is None
    assert made.contract_clause(found) is None


@pytest.mark.parametrize("words", ["本サービス", "ユーザー", "マイアカウント", "本件機器", "端末", "メーター"])
def test_the_terms_define_the_words_of_the_policy(words: str) -> None:
    assert f") {words}\u3000" in current().terms.texts["ja"].clause("§2")


def _numbers(text: str) -> list[int]:
    return [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?=円| yen)", text)]


@pytest.mark.clause("PP-A-2")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", [Profile(), operator(fees={"disclosure": 700, "partial": 300, "provision_records": 20})])
def test_the_fees_in_the_text_are_the_fees_of_the_manifest_and_the_profile(language: str, profile: Profile) -> None:
    made, text = current(), rendered(current(), profile).policy[language]  # type: ignore[index]
    fees = profile.fees_on(made.fees)
    assert _numbers(text.clause("6")) == [fees.purpose_notice]
    assert _numbers(text.clause("7")) == [fees.disclosure, fees.provision_records, fees.not_found, fees.partial]
    assert _numbers(text.clause("A-2")) == [
        fees.purpose_notice, fees.disclosure, fees.provision_records, fees.correction, fees.stop, fees.provision_stop,
    ]  # fmt: skip
    for clause in set(text.spans) - {"6", "7", "A-2"}:
        assert _numbers(text.clause(clause)) == [], clause
    assert ("税込" if language == "ja" else "tax included") in text.clause("6")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_deadlines_in_the_text_are_those_of_the_manifest_and_the_profile(language: str) -> None:
    made = current()
    text = rendered(made, operator(deadlines={"without_delay_days": 9, "promptly_seconds": 31})).policy[language]  # type: ignore[index]
    days, seconds = r"(\d+)(?=日| days)", r"(\d+)(?=秒| seconds)"
    assert re.findall(days, text.clause("6")) == re.findall(days, text.clause("7")) == ["9"]
    assert re.findall(seconds, text.clause("3-2")) == ["31"]
    assert re.findall(days, text.clause("1(2)④")) == [str(made.deadlines.set_up_days)]
    assert str(made.statistics.min_cell) in text.clause("2-3(1)")


def test_every_test_that_waits_is_one_of_its_clause() -> None:
    for clause, told in current().clauses.items():
        assert told.tests, clause
        assert set(told.waits) <= set(told.tests), clause


def test_the_manifest_is_the_file_that_the_frame_names() -> None:
    told = tomllib.loads((manifests.POLICIES / "1/manifest.toml").read_text("utf-8"))
    assert isinstance(current(), Manifest)
    assert current().version == told["policy"]["version"] == 1
