"""Texts of the page that shows all parts."""

DESIGN: dict[str, tuple[str, str]] = {
    "design.title": ("デザインの部品", "Parts of the pages"),
    "design.lead": (
        "画面を作るときの部品と状態の一覧です。新しい画面は、まずここにあるものから組み立てます。",
        "Every part in every state. A new page is built of these first.",
    ),
    "design.tokens": ("色", "Colours"),
    "design.type": ("文字", "Type"),
    "design.sample_title": ("見出し", "A heading"),
    "design.sample_text": (
        "写真から値を読み取り、根拠とともに残します。",
        "A photograph becomes a value, with the picture as its evidence.",
    ),
    "design.sample_link": ("リンク", "A link"),
    "design.sample_hint": ("補足の文章です。", "A hint."),
    "design.controls": ("操作", "Controls"),
    "design.states": ("状態", "States"),
    "design.notes": ("お知らせ", "Notes"),
    "design.empty": ("空・処理中", "Empty and busy"),
    "design.charts": ("グラフ", "Charts"),
    "design.evidence": ("写真と根拠", "Photographs and evidence"),
    "design.table": ("表", "Table"),
}
