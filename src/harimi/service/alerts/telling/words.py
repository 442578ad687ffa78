"""The words of messages, in both languages: Japanese first."""

from collections.abc import Mapping

from harimi.service.alerts.models import Kind, Level
from harimi.service.egress.channels.message import Tone
from harimi.service.privacy.documents import Language

Pair = tuple[str, str]
SO: Mapping[str, Pair] = {
    Kind.LIMIT: ("管理値を外れました", "outside its control limit"),
    Kind.USAGE: ("使用量が設定を超えました", "more was used than it may be"),
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
SIGNS: Mapping[str, Pair] = {
    Tone.ALARM: ("警報", "Alarm"),
    Tone.WARNING: ("注意", "Warning"),
    Tone.OVER: ("解消", "Over"),
    Tone.TEST: ("テスト", "Test"),
}
FIGURES: Mapping[str, Pair] = {
    "value": ("値", "Value"),
    "limit": ("しきい値", "Limit"),
    "used": ("使用量", "Used"),
    "before": ("前回", "Before"),
    "usual": ("いつもの使用量", "Usually"),
    "least": ("止まらない使用量(1時間あたり)", "Never less than (an hour)"),
    "most": ("ふだんの最大", "At most, ordinarily"),
    "percent": ("変化(%)", "Change (%)"),
    "hours": ("続いた時間(時間)", "For hours"),
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
    "raised": ("程度が上がりました。", "It is worse now."),
    "corrected": ("値の訂正により、取り消されました。", "Values were corrected: it never was so."),
    "open": ("詳しく見る", "See more"),
    "several": ("{count}件のアラート", "{count} alerts"),
    "several_over": ("{count}件のアラートが解消しました", "{count} alerts are over"),
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


def titled(tone: Tone, title: str, language: Language) -> str:
    """A title with how it is to be heard."""
    return f"【{SIGNS[tone][0]}】{title}" if language == "ja" else f"{SIGNS[tone][1]}: {title}"
