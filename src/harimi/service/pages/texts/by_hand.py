"""Texts of reading a meter by hand, and of the photograph that shows it."""

BY_HAND: dict[str, tuple[str, str]] = {
    "hand.title": ("手動で検針", "Read by hand"),
    "hand.value": ("値", "Value"),
    "hand.value_in": ("値({unit})", "Value ({unit})"),
    "hand.frame": ("送信する部分", "The part that is sent"),
    "hand.sure_of": ("確認した値", "The value that was looked at twice"),
    "hand.photo": ("写真", "Photograph"),
    "hand.photo_alone": (
        "写真だけでも送信できます。読み取った値をその場で確認していただきます。",
        "A photograph alone will do: it is read at once, and you are asked whether the value is right.",
    ),
    "hand.at": ("検針した日時", "Read at"),
    "hand.other_time": ("検針の日時を変える(通常は現在)", "Read at another time than now"),
    "hand.usual": ("いつもならこの間に約 {amount} {unit}", "usually about {amount} {unit} since then"),
    "hand.save": ("保存する", "Save"),
    "hand.sure": (
        "値を確かめて、正しければもう一度「保存する」を押してください。",
        "Look again; if the value is right, press “Save” once more.",
    ),
    "hand.retired": (
        "このメーターは、その時点ですでに使用を終了しています。読み取るには、先に使用を再開してください。",
        "The meter was retired by then. To read it, take it back into use first.",
    ),
    "hand.nothing": ("値を入力するか、写真を選んでください。", "Type a value or choose a photograph."),
    "hand.falls": ("前回の値より小さくなっています。", "This is less than the last value."),
    "hand.much": (
        "前回からの使用量が、いつもよりかなり多くなっています。",
        "Far more was used since the last value than is usual.",
    ),
    "hand.differs": ("写真から読み取った値と異なります。", "The photograph seems to show another value."),
    "hand.kept": ("{name} の値を記録しました: {value} {unit}", "{name}: kept {value} {unit}"),
    "hand.draw_first": (
        "写真から表示部を見つけられませんでした。表示部の位置を指定してください。",
        "The display was not found on the photograph. Please show where it is.",
    ),
    "hand.right": ("この値でよいですか", "Is this value right?"),
    "hand.not_seen": ("写真から値を読み取れませんでした", "The photograph could not be read"),
    "hand.seen": ("写真から読み取った値", "The photograph shows"),
    "hand.confidence": ("確からしさ {share}", "confidence {share}"),
    "hand.yes": ("この値で記録する", "Keep this value"),
    "hand.stays": (
        "このページを閉じても、写真は「要確認」に残ります。",
        "If you leave, the photograph waits among the questions.",
    ),
    "hand.again": ("写真を撮り直す", "Take another photograph"),
    "photo.hint": (
        "枠をメーターの表示部に合わせてください。枠の外は端末から送信されません。",
        "Move the frame onto the meter’s display. What is outside of it never leaves your device.",
    ),
    "photo.box": (
        "送信する部分の枠。矢印キーで動かし、Shift と矢印キーで大きさを変えます。",
        "The part that is sent. Arrow keys move it; Shift and arrow keys change its size.",
    ),
    "photo.corner.nw": ("左上の角", "Upper left corner"),
    "photo.corner.ne": ("右上の角", "Upper right corner"),
    "photo.corner.sw": ("左下の角", "Lower left corner"),
    "photo.corner.se": ("右下の角", "Lower right corner"),
    "photo.find": (
        "表示部を自動で探す(写真全体を一度送信し、保存はしません)",
        "Find the display (sends the whole picture once; it is not kept)",
    ),
    "photo.looking": ("探しています…", "Looking…"),
    "photo.found": ("見つかりました。", "Found."),
    "photo.not_found": ("見つかりませんでした。枠を手で合わせてください。", "Not found. Please move the frame yourself."),
    "photo.drop": ("写真を取り消す", "Drop the photograph"),
}
