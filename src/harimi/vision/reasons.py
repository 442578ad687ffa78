"""Why a photograph was read as it was, in words that a person understands, in Japanese and English."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "ja"]

_TEXTS: dict[str, tuple[str, str]] = {
    "kind_not_built": ("meters of kind “{kind}” cannot be read yet", "種類「{kind}」の読み取りは未対応です"),
    "range_not_declared": (
        "the lowest and the highest value of the scale must be declared (--range, or “range” in a request)",
        "目盛りの最小値と最大値(--range、またはリクエストの range)を指定してください",
    ),
    "display_not_found": ("no {kind} found in the photograph", "写真の中に{kind}が見つかりません"),
    "several_displays": ("more than one display could be meant", "対象となる表示が複数あります"),
    "marks": ("these may be the marks of a scale and no figures", "数字ではなく目盛り線の可能性があります"),
    "too_small": ("{where} is only {pixels} px high", "{where}の高さが {pixels} px しかありません"),
    "glare": ("glare on {where}", "{where}に光の映り込みがあります"),
    "illegible": ("{where} is not legible", "{where}を判読できません"),
    "ambiguous": ("{where} could also be {rival}", "{where}は {rival} の可能性もあります"),
    "disagree": ("two readers disagree on {where}", "{where}について二つの読み取り結果が一致しません"),
    "level_not_found": ("no level, bar or float found on {where}", "{where}に液面・バー・フロートが見つかりません"),
    "several_levels": (
        "{where} shows more than one border that could be the level",
        "{where}に液面とみられる境目が複数あります",
    ),
    "off_scale": ("the pointer stands outside the scale", "指針が目盛りの範囲外にあります"),
    "scale_not_found": ("the ends of the scale were not found", "目盛りの両端が見つかりません"),
    "row_unsure": (
        "a dial of the row may be missing, or its numerals are not clear",
        "小さな文字盤の一部が見つからないか、数字が不鮮明です",
    ),
    "pointer_not_found": ("no pointer found on {where}", "{where}に指針が見つかりません"),
    "point_unsure": ("the place of the decimal point is unsure", "小数点の位置が不確かです"),
    "camera_moved": (
        "camera moved: the display lies {pixels} px further {towards}",
        "カメラがずれ、表示部が{towards}へ {pixels} px 動きました",
    ),
    "camera_jumped": (
        "the camera was knocked: what it shows lies {pixels} px further {towards}; put it back, or draw the face anew",
        "カメラが大きくずれ、写る位置が{towards}へ {pixels} px 動いています。元の向きに戻すか、フェイスを作り直してください",
    ),
    "other_view": (
        "the camera shows something else than the meter that it was set up on",
        "設定時とは別のものが写っています。カメラの向きを確認してください",
    ),
    "covered": ("something covers the view", "カメラの前が何かで覆われています"),
    "fogged": ("the view is fogged or milky", "曇りや結露で白くかすんでいます"),
    "overexposed": ("the photograph is burnt out", "明るすぎて白飛びしています"),
    "infrared": ("taken in infra-red light, without colours", "赤外線撮影のため、色がわかりません"),
    "lost_alignment": ("the photograph does not match the reference view", "基準画像と位置を合わせられません"),
    "blurred": ("the photograph is blurred", "写真がぼけています"),
    "dark": ("the photograph is too dark", "写真が暗すぎます"),
    "below_last": ("lower than the last reading {last}", "前回の値 {last} を下回っています"),
    "too_fast": (
        "more than the highest possible rate since {last}",
        "前回の値 {last} から、あり得る最大量を超えて変化しています",
    ),
    "other_page": ("the display shows another page than the one asked for", "表示部に指定と異なる画面が出ています"),
    "page_unsure": (
        "which page the display shows cannot be told in this light",
        "光の状態が悪く、どの画面が表示されているか判別できません",
    ),
    "page_not_kept": (
        "the face does not keep how its page looks; complete it with: harimi face PHOTO --face FILE",
        "フェイスに画面の見本がありません。harimi face 写真 --face ファイル で作成してください",
    ),
    "display_asleep": ("the display is off or asleep", "表示部が消灯またはスリープしています"),
    "unusual": ("far more than usual since {last}", "前回の値 {last} から、普段の使用量を大きく超えて増えています"),
    "settled_later": ("later photographs settled it", "後の写真から値が確定しました"),
    "contradicted": ("later photographs contradict it", "後の写真と矛盾しています"),
    "stands_elsewhere": (
        "the values before do not lead here: was the meter exchanged?",
        "これまでの値とつながりません。メーターを交換しましたか",
    ),
    "reader_failed": ("the reader failed on this photograph", "この写真の読み取り処理に失敗しました"),
    "history_decided": ("the last readings decided between rivals", "これまでの値から候補を絞りました"),
}

_TOWARDS = {"right": "右", "left": "左", "up": "上", "down": "下"}
_WHERE: dict[str, tuple[str, str]] = {
    "digit": ("digit {n}", "{n} 桁目"),
    "hand": ("hand {n}", "{n} 番目の針"),
    "pointer": ("the pointer", "指針"),
    "level": ("the level", "液面などの位置"),
    "display": ("the display", "表示部"),
    "drums": ("row of drums", "ドラム式カウンター"),
    "segments": ("seven-segment display", "セグメント表示"),
    "dial": ("dial", "指針式メーター"),
    "scale": ("straight scale", "直線目盛り"),
    "dials": ("row of clock dials", "小さな文字盤の列"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a code of the catalogue and what fills its text.

    `where` is a place (`digit`, `hand`, `pointer`, `display`) with its number `n` counted from the left, from 1.
    """

    code: str
    where: str = ""
    n: int = 0
    details: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.code not in _TEXTS:
            raise ValueError(f"unknown reason {self.code!r}; the catalogue knows {', '.join(sorted(_TEXTS))}")

    def text(self, language: Language = "en") -> str:
        """The reason as one sentence without a full stop."""
        column = ("en", "ja").index(language)
        words = dict(self.details)
        if "kind" in words and words["kind"] in _WHERE:
            words["kind"] = _WHERE[words["kind"]][column]
        if language == "ja" and "towards" in words:
            words["towards"] = _TOWARDS[words["towards"]]
        if self.where:
            words["where"] = _WHERE[self.where][column].format(n=self.n)
        return _TEXTS[self.code][column].format_map(_Words(words))


class _Words(dict[str, str]):
    """A reason that an earlier version kept may lack a word."""

    def __missing__(self, name: str) -> str:
        return "?"


def because(code: str, where: str = "", n: int = 0, **details: object) -> Reason:
    """A `Reason` from keywords: `because("glare", "digit", 3)`."""
    return Reason(code, where, n, tuple((name, str(value)) for name, value in sorted(details.items())))
