"""Texts of news by mail: for whoever asks for it or declines it, and for staff who write it."""

CAMPAIGNS: dict[str, tuple[str, str]] = {
    "news.title": ("ご案内メール", "News by mail"),
    "news.us": ("このサービスの運営者", "the operator of this service"),
    "news.words": (
        "{who}から、商品・サービスのご案内を、ご登録のメールアドレスにお送りします。お名前、団体の名称、メールアドレス、"
        "契約に基づく情報を用いて、お送りする方を決めます。住所、閲覧や端末の記録、メーターの値は用いません。"
        "お申し込みは、メールに記載のページ又は「プライバシー」の画面で、いつでも取り消せます。",
        "{who} sends you news of products and services to your mail address. Who gets what is decided by names, mail address "
        "and what your contract says; never by addresses, by what you opened, by your devices or by what meters showed. You "
        "can end it at any time, by the link in each mail or under “Privacy”.",
    ),
    "news.ask": ("ご案内を申し込む", "I want this news"),
    "news.confirm": ("申し込みを確定する", "Yes, I want this news"),
    "news.asked": (
        "ご案内メールのお申し込みを承りました。いつでも取り消せます。",
        "You will get news by mail. You can end it at any time.",
    ),
    "news.to_confirm": (
        "{address} に確認のメールをお送りしました。7日以内に、記載のページを開いて確定してください。",
        "A mail went to {address}. Please open the page that it names within 7 days to confirm.",
    ),
    "news.changed": (
        "お申し込みを受け付けられませんでした。画面の説明をもう一度お読みのうえ、お申し込みください。",
        "That was not possible. Please read the words on the page once more and ask again.",
    ),
    "news.gone": (
        "このリンクは、期限が切れているか、メールアドレスの変更により使えません。「プライバシー」の画面から、もう一度お申し込みください。",
        "This link has ended, or your mail address has changed. Please ask again under “Privacy”.",
    ),
    "news.declining": (
        "ボタンを押すと、商品・サービスのご案内メールの配信を停止します。サービスについてのお知らせは、引き続きお送りします。",
        "The button ends news of products and services by mail. You still get what concerns the service itself.",
    ),
    "news.decline": ("配信を停止する", "End this news"),
    "news.declined": (
        "ご案内メールの配信を停止しています。今後はお送りしません。",
        "You get no news by mail, and none will be sent.",
    ),
    "news.settings": ("プライバシーの設定を開く", "Open your privacy settings"),
    "page.unsubscribe": ("ご案内メールの配信停止", "Ending news by mail"),
    "page.news_confirm": ("ご案内メールの申し込みの確定", "Confirming news by mail"),
    "page.privacy_news": ("ご案内メールの申し込み", "Asking for news by mail"),
    "campaigns.title": ("ご案内メール", "Campaigns"),
    "campaigns.lead": (
        "商品・サービスのご案内(2-3(2))を、希望された方だけにお送りします。宛先の一覧は表示しません。開封やリンクの閲覧は記録しません。",
        "News of products and services (2-3(2)), only to whoever asked for it. Recipients are never listed, and nobody is "
        "followed: neither opening nor clicking is recorded.",
    ),
    "campaigns.none": ("ご案内メールはまだありません。", "There are none yet."),
    "campaigns.new": ("ご案内メールを書く", "Write a campaign"),
    "campaigns.edit": ("下書きを直す", "Change the draft"),
    "campaigns.one": ("ご案内メール", "Campaign"),
    "campaigns.edit_lead": (
        "日本語と英語の両方が必要です。送信者、住所、苦情の受付先、配信停止の方法は自動で付きます。"
        "HTML、画像、追跡用のリンクは使えません。",
        "Both languages are needed. Who sends it, their address, where to complain and how to end it are added by themselves. "
        "HTML, pictures and links that follow people cannot be used.",
    ),
    "campaigns.when": ("送信", "Sent"),
    "campaigns.state": ("状態", "State"),
    "campaigns.what": ("件名", "Title"),
    "campaigns.state.draft": ("下書き", "Draft"),
    "campaigns.state.sending": ("送信中", "Being sent"),
    "campaigns.state.stopped": ("中止", "Stopped"),
    "campaigns.state.done": ("送信済み", "Written to everybody"),
    "campaigns.mail.waiting": ("送信待ち", "Waiting"),
    "campaigns.mail.sent": ("送信済み", "Sent"),
    "campaigns.mail.bounced": ("不着", "Came back"),
    "campaigns.mail.failed": ("失敗", "Failed"),
    "campaigns.mail.refused": ("停止の希望", "Refused"),
    "campaigns.mail.stopped": ("中止", "Stopped"),
    "campaigns.sent_at": ("{moment} に送信を開始", "Sent from {moment}"),
    "campaigns.ended_at": ("{moment} に終了", "ended {moment}"),
    "campaigns.title_ja": ("件名(日本語)", "Title (Japanese)"),
    "campaigns.title_en": ("件名(英語)", "Title (English)"),
    "campaigns.body_ja": ("本文(日本語)", "Text (Japanese)"),
    "campaigns.body_en": ("本文(英語)", "Text (English)"),
    "campaigns.whom": ("対象", "For whom"),
    "campaigns.whom_hint": (
        "ポリシー2-3(2)が認める情報だけで選びます。何も選ばなければ、希望されたすべての方が対象です。"
        "停止された組織の契約の情報は、選ぶために使いません。",
        "Chosen by what policy 2-3(2) allows alone. Without any choice it is for everybody who asked for news. What an "
        "organization that stopped this purpose agreed on is not used to choose anybody.",
    ),
    "campaigns.kind": ("組織の種類", "Kind of organization"),
    "campaigns.kind.household": ("個人・ご家庭", "Household"),
    "campaigns.kind.company": ("会社", "Company"),
    "campaigns.kind.public": ("公的機関", "Public body"),
    "campaigns.role": ("組織での役割", "Role there"),
    "campaigns.role.owner": ("オーナー", "Owner"),
    "campaigns.role.manager": ("管理者", "Manager"),
    "campaigns.role.viewer": ("閲覧者", "Viewer"),
    "campaigns.role.tenant": ("入居者", "Tenant"),
    "campaigns.plan": ("プラン", "Plan"),
    "campaigns.meters_least": ("契約のメーター数(以上)", "Meters of the contract, at least"),
    "campaigns.meters_most": ("契約のメーター数(以下)", "Meters of the contract, at most"),
    "campaigns.since_first": ("契約の開始日(この日以後)", "Contract since this day or later"),
    "campaigns.since_last": ("契約の開始日(この日以前)", "Contract since this day or earlier"),
    "campaigns.everybody": ("ご案内を希望されたすべての方", "Everybody who asked for news"),
    "campaigns.count": ("現在の対象: {count}人", "At present: {count} {count:person|people}"),
    "campaigns.count_hint": (
        "希望された方のうち、条件に合い、停止されていない方の数です。送信の直前に、お一人ずつもう一度確認します。",
        "Who asked for news, meets the conditions and stopped nothing. Each is asked about once more just before their mail "
        "leaves.",
    ),
    "campaigns.looks": ("届くメール", "The mail"),
    "campaigns.save": ("下書きを保存して確認する", "Save the draft and look at it"),
    "campaigns.try": ("自分に試しに送る", "Send it to yourself"),
    "campaigns.try_hint": (
        "ご自身がご案内を申し込んでいる場合だけ届きます。",
        "It reaches you only if you asked for news yourself.",
    ),
    "campaigns.send": ("送信する", "Send"),
    "campaigns.sure": (
        "内容と対象を確認しました({count}人)。",
        "I have looked at the mail and for whom it is ({count} {count:person|people}).",
    ),
    "campaigns.stop": ("送信を中止する", "Stop it"),
    "campaigns.stop_hint": (
        "まだ送信していないメールは、以後送信しません。送信済みのメールは取り消せません。",
        "What has not left yet will not leave. What was sent cannot be taken back.",
    ),
    "campaigns.delete": ("下書きを削除する", "Delete the draft"),
    "campaigns.done.try": ("ご自身あてに送信します。", "It is on its way to you."),
    "campaigns.done.send": ("送信を開始しました。", "It is being sent."),
    "campaigns.done.stop": ("送信を中止しました。", "It is stopped."),
    "campaigns.done.delete": ("下書きを削除しました。", "The draft is deleted."),
    "campaigns.error.unsure": ("確認の欄にチェックを入れてください。", "Tick the box to confirm."),
    "campaigns.error.changed": (
        "下書きが変更されました。もう一度確認してください。",
        "The draft has changed. Please look at it once more.",
    ),
    "campaigns.error.state": ("この操作は、今の状態ではできません。", "This cannot be done in its present state."),
    "campaigns.error.texts": ("件名と本文は、両方の言語で必要です。", "Title and text are needed in both languages."),
    "campaigns.error.lint": ("本文に使えないものがあります。", "The text holds what cannot be used."),
    "campaigns.error.sender": (
        "送信できません。operator.toml に、名称、住所及び苦情の受付先を両方の言語で記載してください(特定電子メール法第4条)。",
        "Nothing can be sent: operator.toml does not tell name, address and place for complaints in both languages (Act on "
        "Regulation of Transmission of Specified Electronic Mail, article 4).",
    ),
    "campaigns.error.not_you": (
        "ご自身がご案内を申し込んでいないため、送信できません。「プライバシー」の画面から申し込めます。",
        "You have not asked for news yourself, so none can be sent to you. You can ask for it under “Privacy”.",
    ),
    "campaigns.error.address": ("ご自身のメールアドレスが確認されていません。", "Your own mail address is not proven."),
    "campaigns.segment.not_allowed": (
        "条件「{line}」は使えません。ポリシー2-3(2)は、この情報をご案内に用いることを認めていません。",
        "“{line}” cannot be used: policy 2-3(2) does not let news be chosen by this.",
    ),
    "campaigns.segment.unknown": ("条件「{line}」の項目はありません。", "“{line}” is about nothing that is known."),
    "campaigns.segment.form": ("条件「{line}」の書き方が正しくありません。", "“{line}” is no condition."),
    "campaigns.segment.compared": ("条件「{line}」の比べ方は使えません。", "“{line}” cannot be compared so."),
    "campaigns.segment.value": ("条件「{line}」の値が正しくありません。", "“{line}” wants a value that there is not."),
    "campaigns.segment.twice": ("同じ条件が2つあります:「{line}」", "There are two conditions alike: “{line}”."),
    "campaigns.segment.long": ("条件が多すぎます。", "There are too many conditions."),
    "campaigns.lint.html": ("HTMLは使えません: {found}", "HTML cannot be used: {found}"),
    "campaigns.lint.picture": ("画像は使えません: {found}", "Pictures cannot be used: {found}"),
    "campaigns.lint.tracked": (
        "「?」や「#」を含むリンクは、読んだ方を追跡できるため使えません: {found}",
        "A link with “?” or “#” could follow people: {found}",
    ),
    "campaigns.lint.shortened": (
        "短縮リンクは、読んだ方を追跡できるため使えません: {found}",
        "A shortened link could follow people: {found}",
    ),
}
