"""Texts of the face editor."""

FACE: dict[str, tuple[str, str]] = {
    "face.title": ("表示部を指定", "Mark the display"),
    "face.row_hint": (
        "枠の四隅を、数字の窓の外側の角に合わせてください。縦線が数字の境目に重なれば正解です。",
        "Drag the four corners onto the outer corners of the row of figures. The lines should fall between the figures.",
    ),
    "face.dial_hint": (
        "四角を目盛りの円に合わせ、各点を目盛りの位置に、値と一緒に合わせてください。",
        "Fit the square around the circle of the scale, and put each point on its mark with its value.",
    ),
    "face.reading": ("この設定での読み取り", "What this reads"),
    "face.add_point": ("目盛りの点を追加", "Add a point of the scale"),
    "face.remove_point": ("この点を削除", "Remove this point"),
    "face.point_value": ("点 {n} の値", "Value of point {n}"),
    "face.corner": ("角 {n}", "Corner {n}"),
    "face.point": ("目盛りの点 {n}", "Point {n} of the scale"),
    "face.picture": ("設定用の写真", "Photograph for marking"),
    "face.save": ("この設定を保存", "Save this face"),
    "face.saved": (
        "表示部を保存しました。これからは写真のこの部分だけを保存します。",
        "The face is saved. From now on only this part of each photograph is kept.",
    ),
    "face.no_picture": ("写真がまだ届いていません。", "No photograph has come yet."),
    "face.no_script": ("この画面の操作には JavaScript が必要です。", "Marking the display needs JavaScript."),
    "face.which": ("指定する表示", "Display to mark"),
    "face.trying": ("読み取り中…", "Reading…"),
    "face.failed": ("読み取れませんでした。", "That could not be read."),
}
