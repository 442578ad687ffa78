"""The texts of taking one's data along: the page, and what stands in the files."""

EXPORTS: dict[str, tuple[str, str]] = {
    "kept.rights_export": ("データの書き出しの依頼", "Exports that were asked for"),
    "kept.rights_exportpart": ("書き出したデータのファイル", "Files of exports"),
    "export.title": ("データの書き出し", "Take your data along"),
    "export.lead_person": (
        "あなたについてお預かりしている情報を、まとめて1つのZIPファイルに書き出します。料金はかかりません。",
        "All that is held about you in one ZIP file, free of charge.",
    ),
    "export.lead_organization": (
        "メーター、写真、読み取った値、使用量など、この組織についてお預かりしている情報を、まとめて1つのZIPファイルに書き出します。料金はかかりません。",
        "All that is held about the organization in one ZIP file: meters, photographs, readings, usage and the rest. "
        "It is free of charge.",
    ),
    "export.what": (
        "読みやすいページ(HTML)のほか、表計算ソフトで開けるCSVと、ほかのシステムに取り込めるJSONが入ります。",
        "It holds pages to read (HTML), CSV for spreadsheets and JSON for other systems.",
    ),
    "export.owner_only": (
        "書き出しができるのは、組織の持ち主だけです。",
        "Only an owner can take the organization’s data along.",
    ),
    "export.ask": ("データを書き出す", "Take your data along"),
    "export.ask_of": ("データを書き出す: {who}", "Take your data along: {who}"),
    "export.to_state": ("書き出しの状況を見る", "See how far it is"),
    "export.to_file": ("書き出したデータを見る", "See what is ready"),
    "export.state.making": ("書き出しています", "Being written"),
    "export.state.ready": ("ダウンロードできます", "Ready to download"),
    "export.state.fault": ("書き出せませんでした", "Could not be written"),
    "export.waiting": ("順番をお待ちいただいています。", "It waits for its turn."),
    "export.reached": ("{total}件のうち{reached}件を書き出しました。", "{reached} of {total} written."),
    "export.hint": (
        "このページを閉じても書き出しは続きます。プライバシーの設定からこのページに戻れます。",
        "You may close this page; it goes on. The privacy settings lead back here.",
    ),
    "export.refresh": ("表示を更新", "Show how far it is"),
    "export.ready": ("書き出しが終わりました", "Your data is ready"),
    "export.made_at": ("{made}時点の内容です。", "As of {made}."),
    "export.size": ("大きさ", "Size"),
    "export.kept_until": ("保存期限", "Kept until"),
    "export.kept_hint": (
        "期限を過ぎると自動で削除します。パスワードの付いていないファイルですので、ダウンロードした後の取扱いにご注意ください。",
        "It is deleted then. The file has no password: once it is downloaded, keep it somewhere safe.",
    ),
    "export.fetch": ("ダウンロード(ZIP)", "Download (ZIP)"),
    "export.anew": ("最新の内容で書き出し直す", "Write it anew"),
    "export.delete": ("書き出したファイルを削除", "Delete the file"),
    "export.cancel": ("書き出しをやめる", "Stop writing it"),
    "export.deleted": ("書き出したデータを削除しました。", "The export is deleted."),
    "export.not_made": ("データを書き出せませんでした", "Your data could not be written"),
    "export.fault.broken": (
        "サーバーで問題が起きました。もう一度お試しください。続く場合は、運営者にお問い合わせください。",
        "Something went wrong on the server. Please try again; if it goes on, ask the operator.",
    ),
    "export.fault.gone": ("消去されたため、書き出せる情報がありません。", "It was erased; there is nothing to write."),
    "export.retry": ("もう一度書き出す", "Try again"),
    "export.away": (
        "ファイルの保管場所に接続できません。しばらくしてから、もう一度お試しください。",
        "The place where the file is kept does not answer. Please try again in a moment.",
    ),
    "export.formal": (
        "プライバシーポリシー第7条の開示のご請求は、これとは別の手続です。",
        "A request for disclosure under section 7 of the privacy policy is another procedure.",
    ),
    "export.procedure": ("ご請求の手続", "How to make a request"),
    "export.file_name": ("harimi-データ", "harimi-data"),
    "export.of": ("{who} のデータ", "Data of {who}"),
    "export.about_person": (
        "お預かりしている、あなたについての情報です。",
        "This is what is held about you.",
    ),
    "export.about_organization": (
        "お預かりしている、この組織についての情報です。",
        "This is what is held about this organization.",
    ),
    "export.contents": ("目次", "Contents"),
    "export.at": ("書き出した日時", "Written at"),
    "export.policy": ("書き出し時のポリシー", "Policy in force"),
    "export.photographs": ("写真", "Photographs"),
    "export.photographs_there": ("{count}枚の写真が入っています。", "{count} {count:photograph is|photographs are} in it."),
    "export.photographs_missing": (
        "{count}枚は、記録はありますが写真のデータが見つからず、入っていません。",
        "{count} more {count:is|are} on record, but {count:its|their} bytes were not found.",
    ),
    "export.missing": ("(データが見つかりません)", "(its bytes were not found)"),
    "export.tables": ("入っている情報", "What is in it"),
    "export.rows": ("{count}件", "{count} {count:row|rows}"),
    "export.empty": ("該当する情報がないもの:", "Nothing is held of:"),
    "export.left_out": ("入っていないものとその理由", "What is not in it, and why"),
    "export.secrets": (
        "パスワード、トークン、サインインの鍵などの秘密の値は、漏れると不正に使われるため入っていません。",
        "Secrets such as passwords, tokens and keys that sign somebody in are left out: whoever found them could misuse them.",
    ),
    "export.secrets_in": ("秘密の値を除いた表:", "Tables without their secrets:"),
    "export.others_person": (
        "ほかの方の名前とメールアドレスは入っていません。「ほかの方」などの言葉で示しています。",
        "Names and mail addresses of other people are left out; words such as “somebody else” stand for them.",
    ),
    "export.others_organization": (
        "現在のメンバーはメールアドレスで示しています。組織を離れた方と運営者の担当者は、名前もメールアドレスも入っていません。",
        "Members of today appear by their mail address. People who left and the operator’s staff appear by neither name nor "
        "address.",
    ),
    "export.nobodys": (
        "匿名IDと、サインインを試みた回数は、どなたのものか分からない形で保管しているため、入っていません。",
        "Anonymous IDs and counted attempts to sign in are kept so that nobody is found by them, and are not in it.",
    ),
    "export.page_before": ("前のページ", "Page before"),
    "export.page_after": ("次のページ", "Next page"),
    "export.page_cut": (
        "このページに載せているのは最初の{most}件までです。すべての件は次のファイルにあります:",
        "Pages show the first {most} rows. All rows are in the file:",
    ),
    "export.files": ("ファイルの説明", "What each file is"),
    "export.file_index": ("目次です。ブラウザで開いてください。", "The contents. Open it in a browser."),
    "export.file_pages": (
        "読みやすくしたページです。インターネットに接続しなくても開けます。",
        "Pages to read. They open without a network.",
    ),
    "export.file_csv": (
        "表計算ソフトで開けるファイルです(UTF-8)。1行目は列の名前です。"
        "式と見なされるおそれのある文字列には、前に ' を付けています。",
        "For spreadsheets (UTF-8). The first line names the columns. A text that a spreadsheet could take for a formula begins "
        "with '.",
    ),
    "export.file_json": (
        "ほかのシステムに取り込むためのファイルです(UTF-8)。1行に1件あり、列はデータベースの名前のままです。",
        "For other systems (UTF-8): one row on each line, with the columns’ names as the database has them.",
    ),
    "export.file_photographs": (
        "写真です。場所とメーターの名前のフォルダに、撮影日時の順に並ぶ名前で入っています。",
        "The photographs, in folders named for places and meters; their names are the times at which they were taken.",
    ),
    "export.file_inquiries": ("お問い合わせに添えたファイルです。", "The files that came with inquiries."),
    "export.how_joined": (
        "名前が _id で終わる列は、ほかの表の id 列の番号です。これで表どうしをつなげられます。"
        "値は、保管している整数と小数(_decimal)の両方が、状態などはコードと言葉(_words)の両方が入っています。",
        "A column whose name ends in _id holds a number from the id column of another table, so that tables can be joined. "
        "Values stand as the whole numbers that are kept and as decimals (_decimal), states and the like as codes and in words "
        "(_words).",
    ),
    "export.how_times": (
        "日時は {zone} の時刻で、世界時との差を付けています。",
        "Times are those of {zone}, with their difference from universal time.",
    ),
    "export.id_of": ("{name}(番号)", "{name} (number)"),
    "export.whole": ("{name}(保管している整数)", "{name} (whole number as kept)"),
    "export.code": ("{name}(コード)", "{name} (code)"),
    "export.yes": ("はい", "yes"),
    "export.no": ("いいえ", "no"),
    "export.who.self": ("ご本人(この書き出しの対象)", "yourself (whom this export is about)"),
    "export.who.own": ("この組織", "this organization"),
    "export.who.staff": ("運営者の担当者", "staff of the operator"),
    "export.who.left": ("組織を離れた方", "somebody who has left"),
    "export.who.other": ("ほかの方", "somebody else"),
    "export.who.another": ("ほかの方または組織", "somebody else, or an organization"),
    "export.who.erased": ("情報を消去済みの方", "somebody who was erased"),
    "left_out.account_emailconfirmation": (
        "アカウントを開く秘密の値のため",
        "a secret that opens an account",
    ),
    "left_out.alerts_habit": ("もとになった使用量そのものが入っているため", "the usage that it was learned from is in it"),
    "left_out.billing_invoicecopy": ("請求書そのものが入っているため", "the invoice itself is in it"),
    "left_out.outlets_filling": ("送る値そのものが入っているため", "the readings that are sent are in it"),
    "left_out.outlets_journal": ("出来事の番号を数えるだけのため", "it only numbers events"),
    "left_out.outlets_event": (
        "もとになった値とアラートそのものが入っているため",
        "the readings and alerts that it tells of are in it",
    ),
    "left_out.outlets_setaside": (
        "もとになった値とアラートそのものが入っているため",
        "the readings and alerts that it tells of are in it",
    ),
    "left_out.outlets_modbuspoint": ("番地を数えるだけのため", "it only numbers places"),
    "left_out.outlets_shown": ("送った値そのものが入っているため", "the readings that it shows are in it"),
    "left_out.third_parties_approval": (
        "公的機関などからの求めの記録で、支障がないかを確かめたうえで開示の請求によりお知らせするため",
        "a disclosure tells of what public bodies asked for, once it is known that this does no harm",
    ),
    "left_out.payments_cardevent": (
        "お支払いがあったことの通知で、お支払いそのものが入っているため",
        "it only told of a payment, which is in it",
    ),
    "left_out.django_session": ("アカウントを開く秘密の値のため", "a secret that opens an account"),
    "left_out.meters_reportfile": (
        "読み取った値と使用量をまとめたもので、元の値が入っているため",
        "it sums up readings and usage, which are in it themselves",
    ),
    "left_out.meters_upload": (
        "取り込むために送られたファイルの1日限りの写しで、取り込んだ結果が入っているため",
        "a copy, for a day, of what somebody sent; what came of it is in it itself",
    ),
    "left_out.mfa_authenticator": ("アカウントを開く秘密の値のため", "secrets that open an account"),
    "left_out.platform_outboxevent": (
        "値が変わったことを伝えるだけのもので、その値が入っているため",
        "it tells only that a reading changed, which the reading itself shows",
    ),
    "left_out.privacy_subjectkey": ("お預かりした情報を守るための秘密の値のため", "a secret that protects what is held"),
    "left_out.readings_reread": (
        "読み取り方の試行で、確定した値が入っているため",
        "a trial of the reader; what stands is in it",
    ),
    "left_out.readings_qualityday": (
        "読み取りの件数をまとめたもので、元の値が入っているため",
        "it counts readings, which are in it themselves",
    ),
    "left_out.readings_standing": (
        "読み取った値をまとめたもので、元の値が入っているため",
        "it sums up readings, which are in it themselves",
    ),
    "left_out.readings_trial": (
        "読み取り方の試行で、確定した値が入っているため",
        "a trial of the reader; what stands is in it",
    ),
    "left_out.rights_export": ("この書き出しの依頼そのもののため", "it is the asking for this export itself"),
    "left_out.rights_exportpart": ("この書き出しのファイルそのもののため", "it is the file of this export itself"),
    "activity.kind.export": ("データの書き出し", "Exports"),
    "activity.export.asked": ("組織のデータの書き出しを依頼", "Asked for the organization’s data"),
    "activity.export.fetched": ("組織のデータをダウンロード", "Downloaded the organization’s data"),
    "activity.export.deleted": ("書き出したデータを削除", "Deleted an export"),
    "page.export_make": ("データの書き出しの依頼", "Asking for an export"),
    "page.export_state": ("データの書き出し", "Taking data along"),
    "page.export_file": ("書き出したデータのダウンロード", "Downloading an export"),
    "page.export_delete": ("書き出したデータの削除", "Deleting an export"),
}
