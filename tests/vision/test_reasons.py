"""Reasons are words in both languages."""

import re

import pytest

from harimi.vision.reasons import _TEXTS, Reason, because


@pytest.mark.parametrize("code", sorted(_TEXTS))
def test_both_languages_fill_the_same_places(code: str) -> None:
    english, japanese = _TEXTS[code]
    assert sorted(re.findall(r"{(\w+)}", english)) == sorted(re.findall(r"{(\w+)}", japanese))
    assert re.search(r"[ぁ-んァ-ン一-龥]", japanese)
    assert not re.search(r"[ぁ-んァ-ン一-龥]", english)


def test_a_place_is_counted_and_named() -> None:
    assert because("glare", "digit", 3).text() == "glare on digit 3"
    assert because("camera_moved", pixels=14, towards="left").text("ja") == "カメラがずれ、表示部が左へ 14 px 動きました"
    assert because("display_not_found", kind="drums").text("ja") == "写真の中にドラム式カウンターが見つかりません"


def test_a_reason_that_was_kept_with_fewer_words_can_still_be_read() -> None:
    assert because("camera_moved", pixels=14).text() == "camera moved: the display lies 14 px further ?"


def test_a_reason_outside_the_catalogue_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="unknown reason"):
        Reason("nonsense")
