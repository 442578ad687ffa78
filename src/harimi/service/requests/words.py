"""What requests are called in letters, notices and pages, in Japanese and English beside each other."""

import re

from harimi.service.privacy.documents import Language
from harimi.service.requests.models import Request

Pair = tuple[str, str]
Kind, Outcome = Request.Kind, Request.Outcome
KINDS: dict[str, Pair] = {
    Kind.PURPOSE_NOTICE: ("利用目的の通知", "Notice of purposes"),
    Kind.DISCLOSURE: ("保有個人データの開示", "Disclosure of retained personal data"),
    Kind.PROVISION_RECORDS: ("第三者提供記録の開示", "Disclosure of records of provision"),
    Kind.CORRECTION: ("訂正・追加・削除", "Correction, addition or deletion"),
    Kind.STOP: ("利用停止・消去", "End of use, or erasure"),
    Kind.PROVISION_STOP: ("第三者提供の停止", "End of provision to third parties"),
}
OUTCOMES: dict[str, Pair] = {
    Outcome.FULFILLED: ("ご請求のとおり対応しました。", "We have done what you asked for."),
    Outcome.PARTIAL: ("ご請求の一部に対応しました。", "We have done a part of what you asked for."),
    Outcome.NOT_FOUND: (
        "お調べしましたが、該当する保有個人データはありませんでした。",
        "We have looked, and there are no such data.",
    ),
    Outcome.REFUSED: ("ご請求に応じないことに決定しました。", "We have decided not to do what you asked for."),
    Outcome.UNIDENTIFIED: (
        "ご本人(又は正当な代理人)からのご請求であることを確認できなかったため、ご請求に対応できませんでした。",
        "We could not make sure that the request comes from the person concerned, or from somebody who may act for them, and "
        "therefore could not do what it asks for.",
    ),
}
GROUNDS: dict[str, Pair] = {
    "evident": ("利用目的が公表されたものから明らかなため", "the purposes are evident from what is published"),
    "harm": (
        "ご本人又は第三者の生命、身体、財産その他の権利利益を害するおそれがあるため",
        "it may harm the life, body, property or other rights of the person or of a third party",
    ),
    "rights": ("当社の権利又は正当な利益を害するおそれがあるため", "it may harm our own rights or legitimate interests"),
    "state_body": (
        "国の機関又は地方公共団体の法令に基づく事務の遂行に支障を及ぼすおそれがあるため",
        "it may hinder a state or local body in work that the law gives it",
    ),
    "hindrance": (
        "当社の業務の適正な実施に著しい支障を及ぼすおそれがあるため",
        "it may seriously hinder the proper conduct of our business",
    ),
    "other_law": ("他の法令に違反し、又は他の法令に手続の定めがあるため", "another law forbids it, or sets out another way"),
    "true": ("調査の結果、内容が真実であると認められたため", "we have looked into it, and the content is true"),
    "beyond": (
        "利用目的の達成に必要な範囲を超えるご請求であるため",
        "it goes beyond what the purposes of the data need",
    ),
    "no_breach": (
        "調査の結果、法律に違反する取扱いが認められなかったため",
        "we have looked into it, and found no handling against the law",
    ),
    "not_due": (
        "調査の結果、法律が定めるその他の場合(利用の必要がなくなった場合、漏えい等が生じた場合、"
        "権利利益が害されるおそれがある場合)に"
        "当たらないため",
        "we have looked into it, and none of the other cases of the law holds (no need any more, a leak, harm to rights or "
        "legitimate interests)",
    ),
    "kept_by_law": ("法令により保存が義務付けられているため", "the law obliges us to keep it"),
    "alternative": (
        "多額の費用を要するなど困難であり、ご本人の権利利益を守るために代わりの措置をとるため",
        "it would be hard or very costly, and we take another measure that protects the person’s rights",
    ),
}
CLAIMS: dict[str, Pair] = {
    "untrue": ("内容が事実と異なる", "The content is not true"),
    "beyond": ("公表された利用目的を超えて取り扱われている", "They are handled beyond the published purposes"),
    "unlawful": (
        "違法又は不当な行為を助長するおそれがある方法で利用されている",
        "They are used in a way that encourages wrongful acts",
    ),
    "deceit": ("偽りその他不正の手段により取得された", "They were obtained by deceit or other wrongful means"),
    "no_need": ("利用する必要がなくなった", "They are no longer needed"),
    "leak": ("漏えい等が生じた", "There was a leak, or the like"),
    "interests": ("権利又は正当な利益が害されるおそれがある", "Rights or legitimate interests may be harmed"),
    "breach": ("同意なく第三者に提供されている", "They are provided to a third party without consent"),
}


_ARTICLE = re.compile(r"(\d+)(?:\((\d+)\))?(?:\(([ivx]+)\))?")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}


def article_in(article: str, language: Language) -> str:
    """As lawyers write it: 33(2)(i), or 33条2項1号."""
    found = _ARTICLE.fullmatch(article)
    if language == "en" or found is None:
        return article
    number, paragraph, item = found.groups()
    return f"{number}条" + (f"{paragraph}項" if paragraph else "") + (f"{_ROMAN[item]}号" if item else "")


def said(pair: Pair, language: Language) -> str:
    """In one language."""
    return pair[0] if language == "ja" else pair[1]
