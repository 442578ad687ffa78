"""Texts around every page, of signing in, and the words for states."""

COMMON: dict[str, tuple[str, str]] = {
    "app.name": ("針見 Harimi", "Harimi"),
    "app.skip": ("本文へ移動", "Skip to content"),
    "app.language": ("表示言語", "Language"),
    "app.offline": (
        "ネットワークに接続していません。表示中の内容は最新ではない可能性があります。",
        "There is no network. What you see may not be the latest.",
    ),
    "app.sign_out": ("サインアウト", "Sign out"),
    "app.not_found": ("ページが見つかりません", "Page not found"),
    "app.not_found_hint": (
        "アドレスが間違っているか、表示する権限がありません。",
        "The address is wrong, or it is not yours to see.",
    ),
    "nav.meters": ("メーター", "Meters"),
    "nav.office": ("管理", "Office"),
    "nav.main": ("メインメニュー", "Main"),
    "sign_in.title": ("サインイン", "Sign in"),
    "sign_in.email": ("メールアドレス", "Mail address"),
    "sign_in.password": ("パスワード", "Password"),
    "sign_in.submit": ("サインイン", "Sign in"),
    "sign_in.forgot": ("パスワードをお忘れの方", "Forgot your password?"),
    "welcome.title": ("はじめに", "Welcome"),
    "welcome.lead": (
        "まだメーターを登録する場所がありません。ご家庭や建物の名前を付けて作成してください。",
        "There is no place for meters yet. Give your home or building a name to begin.",
    ),
    "welcome.name": ("名前(例: 自宅)", "Name, such as “Home”"),
    "welcome.zone": ("タイムゾーン", "Time zone"),
    "welcome.submit": ("作成する", "Create"),
    "welcome.closed": (
        "このアカウントで見られるメーターはまだありません。管理者にお問い合わせください。",
        "This account has no meters to see yet. Please ask your administrator.",
    ),
    "state.estimated": ("自動読取", "Read"),
    "state.confirmed": ("確認済み", "Confirmed"),
    "state.corrected": ("修正済み", "Corrected"),
    "state.rejected": ("取消", "Rejected"),
    "state.unreadable": ("判読不能", "Unreadable"),
    "state.uncertain": ("要確認", "Uncertain"),
    "state.waiting": ("読取待ち", "Waiting"),
}
