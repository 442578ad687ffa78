"""Every text of the pages, in Japanese and English beside each other, so that neither can be forgotten.

A text is found by its key: `{% t "meters.title" %}` in a template, `text("meters.title")` in code.
"""

from django.utils.translation import get_language

from harimi.service.pages.texts_privacy import PRIVACY
from harimi.service.privacy.documents import Language

TEXTS: dict[str, tuple[str, str]] = {
    "app.name": ("針見 Harimi", "Harimi"),
    "app.skip": ("本文へ移動", "Skip to content"),
    "app.language": ("表示言語", "Language"),
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
    "meters.title": ("メーター一覧", "Meters"),
    "meters.new": ("メーターを登録", "Register a meter"),
    "meters.empty": (
        "メーターはまだありません。最初の1台を写真から登録しましょう。",
        "No meters yet. Register the first one from a photograph.",
    ),
    "meters.no_reading": ("まだ読み取りがありません", "Nothing read yet"),
    "meters.no_picture": ("写真はまだありません", "No photograph yet"),
    "meters.needs_face": ("表示部の設定が必要です", "Its display must be marked"),
    "meters.asks": ("確認が必要です", "Needs a look"),
    "meters.picture_of": ("{name}の最新の写真", "Latest photograph of {name}"),
    "state.estimated": ("自動読取", "Read"),
    "state.confirmed": ("確認済み", "Confirmed"),
    "state.corrected": ("修正済み", "Corrected"),
    "state.rejected": ("取消", "Rejected"),
    "state.unreadable": ("判読不能", "Unreadable"),
    "state.uncertain": ("要確認", "Uncertain"),
    "state.waiting": ("読取待ち", "Waiting"),
    "new.title": ("メーターを登録", "Register a meter"),
    "new.lead": (
        "メーターの正面から、表示部がはっきり写った写真を1枚選んでください。",
        "Choose one photograph that shows the meter’s display clearly, from the front.",
    ),
    "new.photo": ("写真", "Photograph"),
    "new.name": ("メーターの名前", "Name of the meter"),
    "new.site": ("場所", "Place"),
    "new.kind": ("表示の種類", "Kind of display"),
    "new.kind.drums": ("数字が回るカウンター", "Drums: printed figures that roll"),
    "new.kind.segments": ("液晶・LEDのデジタル表示", "Digital display (LCD or LED)"),
    "new.kind.dials": ("時計型の小さな文字盤(0〜9)の列", "A row of small clock dials, 0 to 9"),
    "new.kind.dial": ("指針(針)と目盛り", "A pointer over a scale"),
    "new.unit": ("単位", "Unit"),
    "new.digits": ("桁数(小数を含む。文字盤の場合は個数)", "Digits, decimals included (or how many clock dials)"),
    "new.decimals": ("うち小数の桁数", "Of these, decimals"),
    "new.low": ("目盛りの最小値", "Lowest value of the scale"),
    "new.high": ("目盛りの最大値", "Highest value of the scale"),
    "new.counts_up": ("積算値(増え続ける値)", "A counter: the value only rises"),
    "new.max_per_hour": ("1時間に増える最大量(任意)", "The most it can rise in an hour (optional)"),
    "new.submit": ("次へ: 表示部を指定", "Next: mark the display"),
    "new.needs_digits": ("桁数を入力してください。", "Say how many digits there are."),
    "new.needs_range": (
        "目盛りの最小値と最大値を、小さい順に入力してください。",
        "Give the lowest and the highest value of the scale, in that order.",
    ),
    "new.decimals_fit": ("小数の桁数は全体の桁数以下にしてください。", "There cannot be more decimals than digits."),
    "new.bad_photo": (
        "この写真は使えません。JPEG、PNG、WebP、HEIF のいずれかの写真を選び直してください。",
        "This photograph cannot be used. Choose a JPEG, PNG, WebP or HEIF picture.",
    ),
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
    "meter.curve": ("推移", "Curve"),
    "meter.usage": ("使用量", "Usage"),
    "meter.table": ("表", "Table"),
    "meter.pictures": ("写真", "Photographs"),
    "meter.day": ("日", "Day"),
    "meter.month": ("月", "Month"),
    "meter.year": ("年", "Year"),
    "meter.period": ("表示期間", "Period"),
    "meter.previous": ("前へ", "Earlier"),
    "meter.next": ("次へ", "Later"),
    "meter.no_data": ("この期間の読み取りはありません。", "Nothing was read in this time."),
    "meter.time": ("日時", "Time"),
    "meter.value": ("値", "Value"),
    "meter.state": ("状態", "State"),
    "meter.amount": ("使用量", "Used"),
    "meter.edit_face": ("表示部を指定し直す", "Mark the display again"),
    "meter.look_anew": ("カメラの位置が変わった", "The camera was moved"),
    "meter.look_anew_hint": (
        "カメラを動かした場合に押してください。14日以内に表示部を指定し直すまで、写真全体を保存します。",
        "Use this after moving the camera. Until you mark the display again, within 14 days, whole photographs are kept.",
    ),
    "meter.camera": ("カメラをつなぐ", "Connect a camera"),
    "meter.camera_hint": (
        "カメラや任意のプログラムから、次の宛先に写真を送ってください。トークンは一度だけ表示されます。",
        "Send photographs from a camera or any program to this address. The token is shown only this once.",
    ),
    "meter.camera_name": ("カメラの名前", "Name of the camera"),
    "meter.token": ("トークン", "Token"),
    "meter.send_photo": ("写真を送る", "Send a photograph"),
    "meter.settings": ("設定", "Settings"),
    "meter.cameras": ("カメラ", "Cameras"),
    "meter.camera_stop": ("このカメラを停止", "Stop this camera"),
    "meter.camera_stopped": (
        "カメラを停止しました。トークンは無効です。",
        "The camera is stopped; its token is no longer valid.",
    ),
    "meter.set_up_over": (
        "設定期間が終わったため、写真を受け取れません。「カメラの位置が変わった」から設定をやり直してください。",
        "The set-up time is over, so photographs cannot be taken. Begin a new set-up with “The camera was moved”.",
    ),
    "meter.photo_sent": (
        "写真を受け取りました。表示部の位置を確認して保存すると読み取ります。",
        "The photograph is here. Check where its display is and save it; then it is read.",
    ),
    "meter.looking_anew": ("新しい設定期間を始めました。", "A new set-up has begun."),
    "reading.title": ("読み取り", "Reading"),
    "reading.taken": ("撮影日時", "Taken"),
    "reading.confidence": ("確からしさ", "Confidence"),
    "reading.rivals": ("他の候補", "Could also be"),
    "reading.reasons": ("理由", "Why"),
    "reading.face": ("表示部の版", "Face version"),
    "reading.models": ("読み取りモデル", "Models"),
    "reading.history": ("変更の履歴", "What it was before"),
    "reading.person_value": ("正しい値", "The right value"),
    "reading.settle": ("この値で確定", "This is the value"),
    "reading.settled": ("値を確定しました。", "The value is settled."),
    "reading.bad_value": ("値は数字で入力してください(例: 1189.277)。", "Give the value as a number, such as 1189.277."),
    "reading.impossible": (
        "このメーターでは表示できない値です。桁数や小数点を確認してください。",
        "This meter cannot show that value. Check its digits and its decimal point.",
    ),
    "reading.photo": ("メーターの写真と読み取り箇所", "Photograph of the meter with what was read"),
    "reading.by_reader": ("自動", "the reader"),
    "office.title": ("管理", "Office"),
    "office.mail": ("送信メール", "Mail"),
    "office.mail_lead": (
        "SMTPサーバーが設定されていないため、メールはここに保存されます。",
        "No SMTP server is set, so mail is kept here.",
    ),
    "office.no_mail": ("メールはありません。", "There is no mail."),
    "office.customers": ("お客様", "Customers"),
    "office.meters": ("メーター数", "Meters"),
    "office.waiting": ("読取待ちの写真", "Photographs waiting to be read"),
    "office.failed": ("読み取れなかった写真", "Photographs that were given up"),
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
    "documents.nav": ("規約とポリシー", "Terms and policy"),
    "documents.privacy": ("プライバシーポリシー", "Privacy policy"),
    "documents.terms": ("利用規約", "Terms of use"),
    "documents.procedure": ("開示等のご請求の手続", "How to make a request"),
    "documents.incomplete": (
        "運営者の情報に未記入の項目があります。記入されるまで、知らない方の登録は受け付けません。",
        "The operator has not filled in everything yet. Until then, people whom they do not know cannot register.",
    ),
    "documents.version": ("第{number}版", "Version {number}"),
    "documents.effective": ("効力発生日", "In force from"),
    "documents.published": ("公表日", "Published"),
    "documents.in_force": ("現行", "In force"),
    "documents.to_come": ("施行前", "Not yet in force"),
    "documents.earlier": ("これは以前の版(第{number}版)です。", "This is an earlier version ({number})."),
    "documents.later": ("これは効力発生前の版(第{number}版)です。", "This version ({number}) is not in force yet."),
    "documents.to_current": ("現行の版を見る", "See the version in force"),
    "documents.coming": ("第{number}版への改定が予定されています。", "Version {number} is to come."),
    "documents.what_changes": ("変わるところを見る", "See what changes"),
    "documents.all": ("すべての版", "All versions"),
    "documents.all_lead": (
        "公表したすべての版を、公表した時のまま残しています。",
        "Every version that was published stays here, exactly as it was.",
    ),
    "documents.terms_of_this": (
        "この版が前提とする利用規約(第{number}版)",
        "Terms of use that it refers to (version {number})",
    ),
    "documents.changes_before": ("前の版との違い", "Changes from the version before"),
    "documents.raw_ja": ("日本語の本文を保存", "Save the Japanese text"),
    "documents.raw_en": ("英語の本文を保存", "Save the English text"),
    "documents.change": ("改定の種類", "Kind of change"),
    "documents.change.first": ("制定", "First version"),
    "documents.change.other": ("利用目的に関わらない改定", "No purpose is touched"),
    "documents.change.within": (
        "利用目的の変更(変更前と関連すると合理的に認められる範囲)",
        "Purposes change within what is reasonably related",
    ),
    "documents.change.beyond": ("利用目的の変更(ご本人の同意が必要)", "Purposes change beyond that; consent is asked for"),
    "documents.change.exempt": ("利用目的の変更(法令上、通知・公表が不要)", "Purposes change; the law requires no notice"),
    "documents.consent_required": ("ご本人の同意が必要な改定です。", "Each person’s consent is needed."),
    "documents.changes": ("変更箇所", "Changes"),
    "documents.from_to": ("第{old}版から第{new}版へ", "From version {old} to version {new}"),
    "documents.gone": ("削った部分", "taken out"),
    "documents.new": ("加えた部分", "added"),
    "documents.no_changes": ("本文に変更はありません。", "The text did not change."),
    "documents.other_terms": ("前提とする利用規約も改定されています。", "The terms of use that it refers to changed too."),
} | PRIVACY


def text(key: str, **values: object) -> str:
    """The text of `key` in the language of the request."""
    return text_in(spoken(), key, **values)


def text_in(language: Language, key: str, **values: object) -> str:
    """The text of `key` in a language."""
    ja, en = TEXTS[key]
    return (ja if language == "ja" else en).format(**values)


def spoken() -> Language:
    """The language of the request."""
    return "ja" if (get_language() or "ja").startswith("ja") else "en"
