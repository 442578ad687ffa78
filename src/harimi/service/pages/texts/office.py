"""Texts of the pages for staff."""

OFFICE: dict[str, tuple[str, str]] = {
    "office.title": ("管理", "Office"),
    "office.kept": ("ポリシーの遵守状況", "How the policy is kept"),
    "office.kept_lead": (
        "プライバシーポリシーの条項ごとに、それを証明するテストの直近の結果と、まだ整っていない点を示します。",
        "For each clause of the privacy policy, the last results of the tests that prove it, and what is still open.",
    ),
    "office.unmapped": ("項目が割り当てられていない保存先があります。", "Something is kept that the manifest does not map."),
    "office.mail_fault": ("メールは送信されず、ここに保管されています。", "Mail is kept here and not sent."),
    "office.breach": (
        "利用停止の後に「{item}」が{rows}件記録されました。",
        "After its use was stopped, {rows} {rows:row was|rows were} noted down of: {item}.",
    ),
    "office.overdue": (
        "保存期間を過ぎても消去されていません: {what}({rows}件、最も古いものは{day})",
        "Kept longer than the policy says: {what} ({rows} {rows:row|rows}, the oldest of {day})",
    ),
    "office.none_overdue": ("保存期間を過ぎた情報はありません。", "Nothing is kept longer than the policy says."),
    "office.audit": ("監査記録", "Audit"),
    "office.audit_new": ("監査記録はまだ検証されていません。", "The audit's chain has not been verified yet."),
    "office.audit_holds": ("監査記録に改ざんや欠落はありません。最終検証日:", "The audit's chain holds. Last verified:"),
    "office.audit_broken": ("監査記録に改ざん又は欠落があります。", "The audit's chain does not hold."),
    "office.audit_anchored": ("外部に控えを残した最後の記録: {row}番。日付:", "Last row told to the outside place: {row}. On:"),
    "office.clauses": ("条項とテスト", "Clauses and tests"),
    "office.last_run": ("直近の全テスト:", "Last full run:"),
    "office.never_ran": (
        "この環境ではテストを実行していません(ソースコードの取得先で make test を実行すると結果が表示されます)。",
        "The tests have not run here; after make test in a checkout their results show.",
    ),
    "office.test_passed": ("合格", "passed"),
    "office.test_failed": ("不合格", "failed"),
    "office.test_waits": ("「{part}」の完成待ち", "waits for {part}"),
    "office.test_open": ("未実行", "did not run"),
    "office.items": ("項目と保存先", "Items and where they are"),
    "office.recipients": ("提供先台帳", "Recipients' register"),
    "office.recipient": ("提供先", "Recipient"),
    "office.country": ("国", "Country"),
    "office.basis": ("根拠", "Basis"),
    "office.review": ("監督の見直し期限", "Review by"),
    "office.own": ("自社の設備", "own machine"),
    "office.entrusted": ("委託(4(1))", "entrusted (4(1))"),
    "office.ended": ("終了", "ended"),
    "office.no_recipients": ("登録された提供先はありません。", "Nobody is registered; nothing leaves."),
    "office.mail": ("送信メール", "Mail"),
    "office.mail_lead": (
        "SMTPサーバーが設定されていないため、メールはここに保存されます。",
        "No SMTP server is set, so mail is kept here.",
    ),
    "office.no_mail": ("メールはありません。", "There is no mail."),
    "office.meters": ("メーター数", "Meters"),
    "office.policy": ("プライバシーポリシー", "Privacy policy"),
    "office.policy_gaps": (
        "運営者の情報が足りません。operator.toml に記入し、harimi policy publish を実行してください。"
        "それまでは、公開の登録を受け付けません。",
        "The operator’s profile has gaps. Fill in operator.toml and run harimi policy publish. "
        "Until then nobody can register by themselves.",
    ),
    "office.policy_gap": ("未記入の項目", "Not filled in"),
    "office.policy_wrong": ("operator.toml を読み込めません。", "operator.toml cannot be used."),
    "office.policy_pending": (
        "公表している本文と、現在の本文・運営者の情報が異なります。harimi policy publish で公表できます。",
        "What is published differs from the present texts and profile. harimi policy publish publishes them.",
    ),
    "office.policy_fine": ("公表している本文は最新です。", "What is published is up to date."),
}
