"""The operator's words as they stand in the texts, by placeholder and language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harimi.service.privacy.documents import LANGUAGES, Document, Language, fill, filled
from harimi.service.privacy.manifest import Manifest
from harimi.service.privacy.profile import Profile
from harimi.service.privacy.profile_parts import Foreign, Method

_GAPS: dict[str, tuple[str, str]] = {
    "name": ("運営者の名称", "the operator’s name"),
    "representative": ("代表者の氏名", "the representative’s name"),
    "postal_code": ("郵便番号", "the postal code"),
    "address": ("所在地", "the address"),
    "telephone": ("電話番号", "the telephone number"),
    "mail": ("メールアドレス", "the mail address"),
    "complaints": ("苦情の申出先", "where complaints go"),
    "safety_measures": ("安全管理措置", "the measures of security control"),
    "identity_methods": ("ご本人の確認の方法", "how identity is checked"),
    "payment": ("お支払いの方法", "how fees are paid"),
}
_METHODS: dict[Method, tuple[str, str]] = {
    "sign_in": ("マイアカウントへのサインイン", "signing in to My Account"),
    "mail_code": ("ご登録のメールアドレスにお送りする確認番号", "a code sent to the registered mail address"),
    "post": ("ご登録の住所にお送りする書面", "a letter sent to the registered address"),
    "document": ("本人確認書類の写し", "a copy of an identity document"),
}
PROCEDURE = "/privacy/procedure"
"""The page of this service that says how requests are made; the operator may name another one."""


@dataclass(frozen=True)
class Rendered:
    """What is to be published: texts by language, and the numbers that stand in them."""

    policy: Mapping[Language, Document]
    procedure: Mapping[Language, str]
    terms: Mapping[Language, Document]
    numbers: dict[str, Any]
    complete: bool


def rendered(manifest: Manifest, profile: Profile) -> Rendered:
    """The texts of a policy version with the operator's words."""
    told = {language: words(manifest, profile, language) for language in LANGUAGES}
    return Rendered(
        policy={language: fill(manifest.texts[language], told[language]) for language in LANGUAGES},
        procedure={language: filled(manifest.procedure[language], told[language]) for language in LANGUAGES},
        terms={language: fill(manifest.terms.texts[language], told[language]) for language in LANGUAGES},
        numbers={
            "fees": profile.fees_on(manifest.fees).model_dump(),
            "deadlines": profile.deadlines_on(manifest.deadlines).model_dump(),
            "tax_rounding": profile.tax_rounding,
        },
        complete=not profile.gaps(),
    )


def words(manifest: Manifest, profile: Profile, language: Language) -> dict[str, str]:
    """What each placeholder becomes."""
    deadlines, fees = profile.deadlines_on(manifest.deadlines), profile.fees_on(manifest.fees)
    page = profile.procedure_page or PROCEDURE
    return {
        **{name: gap(name, language) for name in _GAPS},
        **{name: told for name, told in _contact(profile, language).items() if told},
        "certified_body": profile.certified_body.into(language) or _of(("対象となる団体はありません", "none"), language),
        "procedure": f"（{page}）" if language == "ja" else f"({page})",
        "foreign": _foreign(profile.foreign, language),
        "days_without_delay": str(deadlines.without_delay_days),
        "seconds_promptly": str(deadlines.promptly_seconds),
        "set_up_days": str(deadlines.set_up_days),
        "min_cell": str(profile.min_cell_on(manifest.statistics)),
        **{f"fee_{name}": yen(amount, language) for name, amount in fees.model_dump().items()},
    }


def gap(name: str, language: Language) -> str:
    """What stands in a text where the operator filled nothing in."""
    what = _of(_GAPS[name], language)
    return f"【未記入：{what}】" if language == "ja" else f"[not filled in: {what}]"


def yen(amount: int, language: Language) -> str:
    """A fee in words, tax included."""
    if amount == 0:
        return _of(("無料（0円）", "nothing (0 yen)"), language)
    return f"{amount:,}円（税込）" if language == "ja" else f"{amount:,} yen (tax included)"


def _contact(profile: Profile, language: Language) -> dict[str, str]:
    joint = "、" if language == "ja" else ", "
    return {
        "name": profile.name.into(language),
        "representative": profile.representative.into(language),
        "postal_code": profile.postal_code,
        "address": profile.address.into(language),
        "telephone": profile.telephone,
        "mail": profile.mail,
        "complaints": profile.complaints.into(language),
        "payment": profile.payment.into(language),
        "safety_measures": "\n".join(f"- {line}" for line in profile.safety_measures.into(language)),
        "identity_methods": joint.join(_of(_METHODS[method], language) for method in profile.identity_methods),
    }


def _foreign(listed: tuple[Foreign, ...], language: Language) -> str:
    if not listed:
        return _of(
            (
                "外国にある第三者に個人データを提供していません。",
                "We provide no personal data to third parties in foreign countries.",
            ),
            language,
        )
    form = ("{0}（{1}）：制度 {2}、措置 {3}", "{0} ({1}): system: {2}; measures: {3}")
    parts = [[getattr(one, key).into(language) for key in ("recipient", "country", "system", "measures")] for one in listed]
    return "\n".join("- " + _of(form, language).format(*part) for part in parts)


def _of(pair: tuple[str, str], language: Language) -> str:
    return pair[0] if language == "ja" else pair[1]
