"""The lint finds in the seed what it lacks against current law, and nothing in a complete policy of ours."""

from dataclasses import replace
from pathlib import Path

import pytest

from harimi.service.privacy.documents import Document
from harimi.service.privacy.lint import lint, lint_product
from harimi.service.privacy.manifest import current, load
from harimi.service.privacy.profile import REQUIRED, Profile
from harimi.service.privacy.wording import rendered
from tests.services.policies import needs_seed, operator, seed_folder

SEED_LACKS = {
    "outdated-articles": "8-1(3)",
    "representative": "9-1",
    "safety-measures": "A-1",
    "provision-records": "7",
    "disclosure-format": "7",
    "stop-grounds": "8-1(2)",
    "improper-use": "8-1(2)",
    "item-location": "2-3(1)",
    "item-birth-date": "2-3(2)",
    "item-corporate-name": "2-3(2)",
    "vague-marketing": "2-3(2)",
    "vague-incidental": "2-2(5)",
    "foreign-transfer": "A-3",
    "external-transmission": "A-4",
    "fee-provision-records": "7",
}


@needs_seed
def test_everything_that_the_seed_lacks_is_found_and_nothing_else(tmp_path: Path) -> None:
    found = lint(load(seed_folder(tmp_path)).texts["ja"])
    assert {one.id: one.clause for one in found} == SEED_LACKS
    assert all(one.law and one.what and one.do for one in found)


def test_our_policy_with_a_complete_profile_lacks_nothing() -> None:
    assert lint_product(current(), operator()) == []


def test_each_gap_of_the_profile_is_a_finding_with_its_article() -> None:
    found = lint_product(current(), Profile())
    assert [one.id for one in found] == [f"operator-{name.replace('_', '-')}" for name in REQUIRED]
    assert all("32(1)" in one.law for one in found)


def _spoiled(clause: str, old: str, new: str) -> Document:
    """Our policy with words of a clause replaced by as many others."""
    text = rendered(current(), operator()).policy["ja"]
    start, end = text.spans[clause]
    assert old in text.folded[start:end]
    words = text.folded[start:end].replace(old, new.ljust(len(old), "〇")[: len(old)])
    return replace(text, folded=text.folded[:start] + words + text.folded[end:])


@pytest.mark.parametrize(
    ("clause", "old", "new", "finding"),
    [
        ("8-1(3)", "第27条第1項又は第28条", "第23条第1項又は第24条", "outdated-articles"),
        ("8-1(2)", "当社が利用する必要がなくなったとき", "", "stop-grounds"),
        ("8-1(2)", "正当な利益", "", "stop-grounds"),
        ("8-1(2)", "違法又は不当な行為を助長するような方法で利用しているとき（第19条）", "", "improper-use"),
        ("7", "電磁的記録", "", "disclosure-format"),
        ("2-3(1)", "位置情報は現在取得しておらず", "", "item-location"),
        ("2-3(2)", "生年月日は現在取得しておらず", "", "item-birth-date"),
        ("2-3(2)", "利用規約第7条(2)により", "", "item-corporate-name"),
        ("2-2(5)", "どの目的に付随するか", "", "vague-incidental"),
        ("2-3(2)", "商品・サービスのご案内", "その他マーケティング", "vague-marketing"),
        ("9-2", "手続", "", "procedure"),
        ("9-1", "苦情", "", "complaints"),
        ("9-1", "代表", "", "representative"),
        ("9-1", "所在地", "", "address"),
    ],
)
def test_a_policy_that_loses_what_the_law_wants_is_found(clause: str, old: str, new: str, finding: str) -> None:
    assert finding in [one.id for one in lint(_spoiled(clause, old, new))]
