"""Texts about answers that staff keep ready."""

ANSWERS: dict[str, tuple[str, str]] = {
    "answers.page": ("回答の定型文", "Ready answers"),
    "answers.title": ("名前(担当者用)", "Name (for staff)"),
    "answers.lead": (
        "お問い合わせへの回答欄に呼び出し、書き直してから送れます。"
        "{name} にはお客様のお名前と敬称が、{number} には受付番号が入ります。",
        "Choose one in the answer of an inquiry, and change it before you send it. {name} becomes the customer’s name, "
        "{number} the number of the inquiry.",
    ),
    "answers.none": ("定型文はまだありません。", "There is none yet."),
    "answers.new": ("新しい定型文", "A new one"),
    "answers.body_ja": ("日本語の本文", "Text in Japanese"),
    "answers.body_en": ("英語の本文", "Text in English"),
    "answers.unknown": ("{place} には何も入りません。", "Nothing fills {place}."),
    "answers.save": ("保存する", "Save"),
    "answers.delete": ("この定型文を削除", "Delete it"),
    "answers.delete_sure": ("送った回答は変わりません。", "What was sent stays as it is."),
    "answers.done.saved": ("定型文を保存しました。", "The answer is saved."),
    "answers.done.deleted": ("定型文を削除しました。", "The answer is deleted."),
    "answers.choose": ("定型文", "Ready answer"),
    "answers.use": ("回答欄に入れる", "Put it into the answer"),
    "answers.use_hint": (
        "回答欄に書きかけの文章は置き換えられます。送る前に書き直せます。",
        "It replaces what you have typed there, and can be changed before it is sent.",
    ),
}
