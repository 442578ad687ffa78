"""Texts of the questions to a person."""

REVIEW: dict[str, tuple[str, str]] = {
    "nav.review": ("確認", "Review"),
    "review.title": ("値の確認", "Which value is it?"),
    "review.left": ("残り {count} 件", "{count} left"),
    "review.none": ("確認を待っている写真はありません。", "No photograph waits for an answer."),
    "review.back": ("概要へ", "To the overview"),
    "review.choose": ("写真の値を選んでください", "Choose the value that the photograph shows"),
    "review.other": ("別の値", "Another value"),
    "review.answer": ("この値にする", "This is the value"),
    "review.unreadable": ("読み取れない", "Cannot be read"),
    "review.skip": ("あとで", "Later"),
    "review.before": ("直前の値", "Before"),
    "review.after": ("直後の値", "After"),
    "review.whole": ("写真全体", "The whole photograph"),
    "review.keys": (
        "キーボード: 数字キーで候補を選択、E で値を入力、U で「読み取れない」、N で次へ",
        "Keyboard: a number chooses, E types a value, U cannot be read, N goes on",
    ),
    "review.answered": ("「{name}」を {value} {unit} で確定しました。", "“{name}” is settled at {value} {unit}."),
    "review.answered_unreadable": ("「{name}」を判読不能としました。", "“{name}” is marked as unreadable."),
    "review.look_again": ("見直す", "Look again"),
    "review.already": ("この写真はすでに確認済みです。", "This photograph has been settled already."),
}
