"""What a policy lacks against current law: findings, each with its clause, the article, and what to do.

Article numbers without a name are those of the Act on the Protection of Personal Information as in force since April 2024. The
readings are no legal advice; where one is open, the stricter is taken.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from harimi.service.privacy.documents import Document
from harimi.service.privacy.manifest import Manifest
from harimi.service.privacy.profile import Profile
from harimi.service.privacy.wording import rendered

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Finding:
    """Something that is missing or outdated: `law` names the article, `do` what mends it."""

    id: str
    clause: str
    law: str
    what: str
    do: str


@dataclass(frozen=True)
class _Text:
    """A policy without line breaks, since an extracted text has them inside words."""

    document: Document

    def of(self, clause: str) -> str:
        return _SPACE.sub("", self.document.clause(clause)) if clause in self.document.spans else ""

    @property
    def whole(self) -> str:
        return _SPACE.sub("", self.document.folded)


@dataclass(frozen=True)
class _Rule:
    finding: Finding
    fault: Callable[[_Text], bool]


def _lacks(pattern: str, clause: str = "") -> Callable[[_Text], bool]:
    """The pattern is nowhere in a clause, or nowhere at all."""
    return lambda text: not re.search(pattern, text.of(clause) if clause else text.whole)


def _lacks_one(patterns: tuple[str, ...], clause: str) -> Callable[[_Text], bool]:
    return lambda text: not all(re.search(pattern, text.of(clause)) for pattern in patterns)


def _undeclared(word: str, clause: str) -> Callable[[_Text], bool]:
    """An item is used that neither section 1 nor a contract clause collects, and that is not marked as not collected."""
    excused = rf"{word}[^。]*(取得|収集)して(おらず|いません)|(規約|契約)[^。]{{0,8}}第\d+条[^。、]*{word}"
    return lambda text: word in text.of(clause) and word not in text.of("1") and not re.search(excused, text.of(clause))


_RULES = tuple(
    _Rule(Finding(name, clause, law, what, do), fault)
    for name, clause, law, what, do, fault in (
        ("outdated-articles", "8-1(3)", "27(1), 28, 35(3)", "cites article numbers of the Act before 2022 (23(1), 24)",
         "cite 27条1項 and 28条", _lacks_one((r"27条", r"28条"), "8-1(3)")),
        ("representative", "9-1", "32(1)(i)", "does not name the operator's representative",
         "add the representative's name to the contact block", _lacks(r"代表者|代表取締役|代表理事")),
        ("address", "9-1", "32(1)(i)", "does not give the operator's address", "add it to the contact block",
         _lacks(r"所在地|住所", "9-1")),
        ("complaints", "9-1", "32(1)(iv), enforcement order 10", "does not say where complaints go",
         "name the contact for complaints, and the certified organization where there is one", _lacks(r"苦情", "9-1")),
        ("safety-measures", "A-1", "23, 32(1)(iv), enforcement order 10", "says nothing of the measures of security control",
         "state the 安全管理措置 that are taken", _lacks(r"安全管理")),
        ("provision-records", "7", "33(5)", "does not offer disclosure of the records of provision to third parties",
         "let people ask for 第三者提供記録 too", _lacks(r"提供記録|提供[^。]{0,12}記録の開示", "7")),
        ("disclosure-format", "7", "33(1), 33(2)", "does not let people choose how data are disclosed",
         "offer 電磁的記録, paper and other ways to choose from", _lacks(r"電磁的記録", "7")),
        ("stop-grounds", "8-1(2)", "35(5)", "leaves out grounds to ask for an end of use",
         "add: no longer needed, a leak or the like under 26(1), harm to rights or legitimate interests",
         _lacks_one((r"必要がなくなった", r"漏えい|26条", r"正当な利益"), "8-1(2)")),
        ("improper-use", "8-1(2)", "19, 35(1)", "leaves out improper use as a ground to ask for an end of use",
         "add use that encourages unlawful or unjust acts (19条)", _lacks(r"19条|不当な行為", "8-1(2)")),
        ("item-location", "2-3(1)", "17(1), 21", "uses 位置情報, which section 1 does not collect",
         "name it in section 1, or mark it as not collected", _undeclared("位置情報", "2-3(1)")),
        ("item-birth-date", "2-3(2)", "17(1), 21", "uses 生年月日, which section 1 does not collect",
         "name it in section 1, or mark it as not collected", _undeclared("生年月日", "2-3(2)")),
        ("item-corporate-name", "2-3(2)", "17(1), 21", "uses 名称, which section 1 does not collect",
         "name it in section 1, or the contract clause under which it is asked for", _undeclared("名称", "2-3(2)")),
        ("vague-marketing", "2-3(2)", "17(1)", "“その他マーケティング” does not specify the purpose as far as possible",
         "say what is done: what is sent, to whom, by which way", lambda text: "その他マーケティング" in text.of("2-3(2)")),
        ("vague-incidental", "2-2(5)", "17(1)", "“付随する目的” is open",
         "bind each to a purpose of (1) to (4), settled and recorded beforehand",
         lambda text: "付随" in text.of("2-2(5)") and not re.search(r"どの(利用)?目的に付随するか", text.of("2-2(5)"))),
        ("foreign-transfer", "A-3", "28(2), 32(1)", "says nothing of third parties in foreign countries",
         "state country, system and measures of each, or that there are none", _lacks(r"外国")),
        ("external-transmission", "A-4", "Telecommunications Business Act 27-12", "says nothing of external transmission",
         "list what pages make a reader's device send to others, or that there is nothing", _lacks(r"外部送信")),
        ("fee-provision-records", "7", "32(1)(iii), 38", "does not announce the fee for disclosing records of provision",
         "announce it, 0 yen included; until then nothing may be charged", _lacks(r"提供記録の開示[^。]{0,30}円")),
        ("procedure", "9-2", "32(1)(iii), 37", "does not say where the procedure for requests is published",
         "publish it, and name it", _lacks(r"手続", "9-2")),
    )
)  # fmt: skip
_GAPS = {
    "name": "32(1)(i)",
    "representative": "32(1)(i)",
    "postal_code": "32(1)(i)",
    "address": "32(1)(i)",
    "telephone": "32(1)(iv), enforcement order 10",
    "mail": "32(1)(iv), enforcement order 10",
    "complaints": "32(1)(iv), enforcement order 10",
    "safety_measures": "32(1)(iv), enforcement order 10",
    "identity_methods": "32(1)(iii), 37",
    "payment": "32(1)(iii), 38",
}
_PLACES = {"safety_measures": "A-1", "identity_methods": "9-2", "payment": "9-2"}


def lint(text: Document) -> list[Finding]:
    """What a Japanese policy text lacks."""
    flat = _Text(text)
    return [rule.finding for rule in _RULES if rule.fault(flat)]


def lint_product(manifest: Manifest, profile: Profile) -> list[Finding]:
    """What the policy lacks that would be published with this profile."""
    return [*lint(rendered(manifest, profile).policy["ja"]), *_of_profile(profile)]


def _of_profile(profile: Profile) -> Iterator[Finding]:
    for name in profile.gaps():
        yield Finding(
            f"operator-{name.replace('_', '-')}",
            _PLACES.get(name, "9-1"),
            _GAPS[name],
            f"the operator's profile does not say `{name}`",
            f"fill in `{name}` in operator.toml, then: harimi policy publish",
        )
