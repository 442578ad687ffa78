"""The words of messages, in both languages: Japanese first."""

from collections.abc import Mapping

from harimi.service.alerts.models import Ended, Kind, Level
from harimi.service.egress.channels.message import Tone
from harimi.service.privacy.documents import Language

Pair = tuple[str, str]
SO: Mapping[str, Pair] = {
    Kind.LIMIT: ("管理値を外れました", "outside its control limit"),
    Kind.USAGE: ("使用量が設定の範囲を外れました", "what is used is outside its bounds"),
    Kind.CHANGE: ("値の変化が設定を超えました", "changes more than it may"),
    Kind.CONTINUOUS: ("使用が途切れません(漏れの可能性があります)", "never stops: it may leak"),
    Kind.NO_FLOW: ("使用がありません", "nothing is used"),
    Kind.SPIKE: ("使用量が急に増えました", "uses far more than in any ordinary hour"),
    Kind.UNUSUAL: ("いつもより多く使われています", "uses more than usual"),
    Kind.LAMP: ("ランプがお知らせの対象の状態になりました", "a lamp shows what is watched for"),
    Kind.SILENCE: ("カメラからデータが届いていません", "nothing comes from the camera"),
    Kind.BATTERY: ("カメラの電池が少なくなっています", "the camera’s battery is low"),
    Kind.MOVED: ("カメラの位置がずれています", "the camera was moved"),
    Kind.UNREADABLE: ("写真を読み取れません", "photographs cannot be read"),
    Kind.EXPIRY: ("検定の有効期限が近づいています", "its verification is about to expire"),
}
"""What is so while an alert is open."""
SPECIFICATION: Pair = ("規格値を外れました", "outside its specification limit")
"""A limit at the level of an alarm."""
NO_MORE: Mapping[str, Pair] = {
    Kind.LIMIT: ("管理値の範囲に戻りました", "within its control limit again"),
    Kind.USAGE: ("使用量が設定を外れた期間が終わりました", "the time in which too much or too little was used is over"),
    Kind.CHANGE: ("変化が設定を超えた期間が終わりました", "the time in which it changed more than it may is over"),
    Kind.CONTINUOUS: ("続いていた使用が止まりました", "stood still: it no longer flows without a rest"),
    Kind.NO_FLOW: ("使用が再開しました", "is used again"),
    Kind.SPIKE: ("使用量がふだんの範囲に戻りました", "uses no more than in an ordinary hour again"),
    Kind.UNUSUAL: ("使用量がいつもの範囲に戻りました", "uses as much as usual again"),
    Kind.LAMP: ("ランプがお知らせの対象の状態ではなくなりました", "no lamp shows what is watched for any more"),
    Kind.SILENCE: ("カメラからデータが届くようになりました", "the camera is heard again"),
    Kind.BATTERY: ("カメラの電池が充電または交換されました", "the camera’s battery was charged or changed"),
    Kind.MOVED: ("カメラの位置が元に戻りました", "the camera stands where it was again"),
    Kind.UNREADABLE: ("写真を読み取れるようになりました", "photographs can be read again"),
    Kind.EXPIRY: ("検定の有効期限が更新されました", "its verification holds for longer again"),
}
"""What is so once it is over. Usage of a month is over with the month, whatever the next one brings."""
WITHIN: Pair = ("規格値の範囲に戻りました", "within its specification limit again")
"""A limit whose alarm is over."""
BECAUSE: Mapping[str, Pair] = {
    Ended.CORRECTED: ("値の訂正により、取り消されました。", "Values were corrected: it never was so."),
    Ended.EXPLAINED: ("別のアラートでお知らせしています。", "Another alert tells of it."),
    Ended.BY_HAND: ("手動で終了しました。", "Somebody ended it by hand."),
    Ended.RULE_OFF: ("アラートの条件が無効になったため、終了しました。", "Its rule is off: nobody looks for it any more."),
    Ended.RULE_CHANGED: ("アラートの条件が変更されたため、終了しました。", "Its rule was changed, and is not broken now."),
    Ended.RETIRED: ("メーターの休止・撤去などにより、終了しました。", "The meter or its camera is not watched now."),
}
"""Why it ended where it is not simply over."""
SIGNS: Mapping[str, Pair] = {
    Tone.ALARM: ("警報", "Alarm"),
    Tone.WARNING: ("注意", "Warning"),
    Tone.OVER: ("解消", "Over"),
    Tone.ENDED: ("終了", "Ended"),
    Tone.TAKEN_BACK: ("取消", "Taken back"),
    Tone.TEST: ("テスト", "Test"),
}
FIGURES: Mapping[str, Pair] = {
    "value": ("値", "Value"),
    "limit": ("しきい値", "Limit"),
    "used": ("使用量", "Used"),
    "before": ("比較する期間の使用量", "Used in the period compared with"),
    "usual": ("いつもの使用量", "Usually"),
    "least": ("止まらない使用量(1時間あたり)", "Never less than (an hour)"),
    "most": ("ふだんの最大", "At most, ordinarily"),
    "percent": ("変化(%)", "Change (%)"),
    "hours": ("続いた時間(時間)", "For hours"),
    "minutes": ("続いた時間(分)", "For minutes"),
    "lamp": ("ランプ", "Lamp"),
    "missed": ("届かなかった回数", "Missed"),
    "battery_percent": ("電池残量(%)", "Battery (%)"),
    "empty_on": ("電池切れの見込み", "Probably empty on"),
    "pictures": ("読み取れない写真(枚)", "Photographs not read"),
    "expires_on": ("有効期限", "Expires on"),
}
"""Figures that a message tells, in this order."""
IN_UNITS = ("value", "limit", "used", "before", "usual", "least", "most")
SIDES: Mapping[str, Pair] = {"upper": ("上限", "Upper limit"), "lower": ("下限", "Lower limit")}
"""What a limit is called whose side is known."""
TEXTS: Mapping[str, Pair] = {
    "a_meter": ("メーター", "A meter"),
    "place": ("設置場所: {value}", "Place: {value}"),
    "meter": ("メーター: {value}", "Meter: {value}"),
    "camera": ("カメラ: {value}", "Camera: {value}"),
    "since": ("発生: {value}", "Since: {value}"),
    "until": ("解消: {value}", "Until: {value}"),
    "figure": ("{name}: {value}", "{name}: {value}"),
    "escalated": ("対応がまだ始まっていません。", "Nobody has said that they see to it."),
    "snooze_over": ("保留の期限が過ぎましたが、続いています。", "It was put off until now, and goes on."),
    "quiet_over": ("お知らせを控える時間帯に発生しました。", "It began in quiet hours."),
    "raised": ("注意から警報に変わりました。", "It was a warning, and is an alarm now."),
    "open": ("詳しく見る", "See more"),
    "several": ("{count}件のアラート", "{count} alerts"),
    "several_over": ("{count}件のアラートが解消しました", "{count} alerts are over"),
    "several_ended": ("{count}件のアラートが終了しました", "{count} alerts ended"),
    "several_taken_back": ("{count}件のアラートを取り消しました", "{count} alerts are taken back"),
    "of_kind": ("{what}: {count}件", "{what}: {count}"),
    "named": ("・{name}", "- {name}"),
    "more": ("ほか{count}件", "and {count} more"),
    "picture": ("{name}の写真", "Photograph of {name}"),
    "test": ("お知らせのテストです", "This is a test"),
    "test_line": (
        "このお知らせ先にアラートが届くことを確かめるためのメッセージです。対応は必要ありません。",
        "It was sent to see whether alerts arrive here. There is nothing to do.",
    ),
}


def say(language: Language, key: str, **values: object) -> str:
    """A text of a message."""
    return TEXTS[key][language == "en"].format(**values)


def what_is_so(kind: str, level: str, language: Language) -> str:
    """What an alert tells of."""
    told = SPECIFICATION if (kind, level) == (Kind.LIMIT, Level.ALARM) else SO[kind]
    return told[language == "en"]


def what_is_so_no_more(kind: str, level: str, language: Language) -> str:
    """The same of one that is over."""
    if (kind, level) == (Kind.LIMIT, Level.ALARM):
        return WITHIN[language == "en"]
    return NO_MORE[kind][language == "en"]


def why_ended(because: str, language: Language) -> str:
    """Why an alert ended that is not over."""
    return BECAUSE[because][language == "en"]


def titled(tone: Tone, title: str, language: Language) -> str:
    """A title with how it is to be heard."""
    return f"【{SIGNS[tone][0]}】{title}" if language == "ja" else f"{SIGNS[tone][1]}: {title}"
