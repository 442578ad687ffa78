"""Why something is allowed or refused, in words, with the clause it rests on."""

from harimi.service.privacy.documents import LANGUAGES as LANGUAGES
from harimi.service.privacy.documents import Language as Language
from harimi.service.privacy.gate import Decision, Use
from harimi.service.privacy.manifest import Manifest, current

WHY: dict[str, tuple[str, str]] = {
    "allowed": (
        "許可されます。{purpose}のために{items}を利用することは、プライバシーポリシー{clause}に定められています。",
        "Allowed. Clause {clause} of the privacy policy lets {items} be used for this: {purpose}.",
    ),
    "no_such_purpose": (
        "拒否されます。「{purpose}」という利用目的はプライバシーポリシーにありません({clause})。",
        "Refused. The privacy policy has no purpose “{purpose}” ({clause}).",
    ),
    "no_such_item": (
        "拒否されます。「{item}」という項目はプライバシーポリシーにありません({clause})。",
        "Refused. The privacy policy has no item “{item}” ({clause}).",
    ),
    "not_for_this_purpose": (
        "拒否されます。{clause}の利用目的({purpose})に{item}は含まれていません。",
        "Refused. The purpose of {clause} ({purpose}) does not include this item: {item}.",
    ),
    "not_collected": (
        "拒否されます。{item}は収集していません({clause})。",
        "Refused. This item is not collected: {item} ({clause}).",
    ),
    "no_case": (
        "拒否されます。規約違反への対応({clause})には案件番号が必要です。",
        "Refused. Looking into a breach of the terms ({clause}) needs the number of its case.",
    ),
    "no_consent": (
        "拒否されます。{item}の収集にはご本人の事前の同意が必要ですが、有効な同意がありません({clause})。",
        "Refused. This item is collected only with consent given before, and none holds: {item} ({clause}).",
    ),
    "item_stopped": (
        "拒否されます。ご本人が{item}の利用停止を求めています({clause})。",
        "Refused. The person has stopped the use of this item: {item} ({clause}).",
    ),
    "purpose_stopped": (
        "拒否されます。ご本人がこの目的({purpose})での利用の停止を求めています({clause})。",
        "Refused. The person has stopped use for this purpose: {purpose} ({clause}).",
    ),
    "no_opt_in": (
        "拒否されます。ご本人が広告のご案内を希望していません({clause}、特定電子メール法3条)。",
        "Refused. The person has not asked for such mail ({clause}; article 3 of the act on specified electronic mail).",
    ),
    "not_in_force": (
        "拒否されます。{purpose}のためのこの利用を定める版は、まだ効力が発生していません({clause})。",
        "Refused. The version of the policy that allows this use is not in force yet: {purpose} ({clause}).",
    ),
    "not_agreed": (
        "拒否されます。{purpose}のためのこの利用を定める版に、ご本人が同意していません({clause})。",
        "Refused. The person has not agreed to the version of the policy that allows this use: {purpose} ({clause}).",
    ),
    "beyond_succession": (
        "拒否されます。事業の承継前の利用目的に{purpose}は含まれていません({clause})。",
        "Refused. Before the business was taken over this was no purpose: {purpose} ({clause}).",
    ),
    "recipient_unknown": (
        "送信先が提供先台帳にありません({clause})。",
        "The recipient does not stand in the register ({clause}).",
    ),
    "recipient_items": (
        "送信先に渡してよい項目を超えています({clause})。",
        "The recipient is not registered for these items ({clause}).",
    ),
    "recipient_review": (
        "委託先の監督の見直し期限を過ぎています({clause})。",
        "The review of the recipient's supervision is overdue ({clause}).",
    ),
    "recipient_abroad": (
        "外国にある送信先の法的根拠が登録されていません({clause}、個人情報保護法28条)。",
        "The recipient is abroad, and no ground for that is registered ({clause}; article 28 of the act).",
    ),
    "recipient_purpose": (
        "送信先に渡してよい目的として登録されていません({clause})。",
        "The recipient is not registered for this purpose ({clause}).",
    ),
    "recipient_faulty": (
        "委託先の監督で重大な問題が見つかっています({clause})。",
        "The last look at the recipient found a serious fault ({clause}).",
    ),
    "recipient_measures": (
        "外国にある送信先の相当措置の確認期限を過ぎているか、根拠資料がありません({clause}、個人情報保護法28条)。",
        "The measures of the recipient abroad were not shown, or not checked again in time ({clause}; article 28 of the act).",
    ),
    "recipient_stopped": (
        "ご本人への対応として、この送信先への提供を停止しています({clause})。",
        "Provision of this person's data to the recipient was stopped ({clause}).",
    ),
    "recipient_consent": (
        "この送信先への提供について、事前のご本人の同意がありません({clause})。",
        "The person did not consent to this recipient beforehand ({clause}).",
    ),
    "instruction_ended": (
        "お客様のご指示が終わっているか、ご指示の範囲を超えています({clause})。",
        "The customer's instruction has ended, or does not reach so far ({clause}).",
    ),
    "approval_missing": (
        "同意によらない提供には、根拠ごとの判断と責任者の承認が必要です({clause})。",
        "Without consent this needs the findings of its ground and an approval by name ({clause}).",
    ),
    "approval_over": (
        "承認の期限を過ぎているか、すでに一度使われています({clause})。",
        "The approval has expired, or was used already ({clause}).",
    ),
}


def why(code: str, clause: str, language: Language) -> str:
    """The words of a code that needs nothing but its clause."""
    return WHY[code][0 if language == "ja" else 1].format(clause=clause)


def explained(use: Use, decision: Decision, language: Language) -> str:
    """One sentence for a decision about a use."""
    manifest = current()
    ja, en = WHY[decision.why]
    return (ja if language == "ja" else en).format(
        purpose=_purpose(manifest, use.purpose, language),
        items=_listed([_item(manifest, one, language) for one in use.items], language),
        item=_item(manifest, decision.item, language),
        clause=decision.clause,
    )


def _purpose(manifest: Manifest, name: str, language: Language) -> str:
    told = manifest.purposes.get(name)
    return name if told is None else (told.ja if language == "ja" else told.en)


def _item(manifest: Manifest, name: str, language: Language) -> str:
    told = manifest.items.get(name)
    return name if told is None else (told.ja if language == "ja" else told.en)


def _listed(names: list[str], language: Language) -> str:
    if not names:
        return "利用者情報" if language == "ja" else "user information"
    return ("、" if language == "ja" else ", ").join(names)
