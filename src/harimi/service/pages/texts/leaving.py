"""The texts of leaving the service, as pairs of Japanese and English."""

LEAVING: dict[str, tuple[str, str]] = {
    "leaving.title": ("退会", "Leaving the service"),
    "leaving.lead": (
        "退会すると、すぐにサインアウトされ、このアカウントでは二度とサインインできなくなります。あなたに関する情報は、"
        "ただちに消去を始めます。取り消すことはできません。",
        "When you leave you are signed out at once and cannot sign in with this account again. What is held about you is "
        "erased without delay. This cannot be taken back.",
    ),
    "leaving.erased": (
        "消去するもの: メールアドレス、パスワードとパスキー、メンバーとしての役割、開いたページの記録、同意などの記録。",
        "Erased: your mail address, password and passkeys, your roles, the record of pages that you opened, your consents.",
    ),
    "leaving.stays": (
        "残るもの: 組織のメーター、写真、読取値は組織のものなので残ります。あなたが確認・訂正した値は、"
        "どなたによるものか分からない形で残ります。",
        "Stays: meters, photographs and readings belong to the organization. Values that you confirmed or corrected stay, "
        "and no longer show by whom.",
    ),
    "leaving.take_along": (
        "必要な情報は、先に「プライバシー」の画面から書き出してください。",
        "Take along what you need first, under “Privacy”.",
    ),
    "leaving.organizations": ("メンバーでなくなる組織: {names}", "You will be no member any more of: {names}"),
    "leaving.erased_too": (
        "契約が終了した次の組織には、ほかに持ち主がいません。退会と同時に、その情報もすべて消去します: {names}",
        "The contracts of these organizations are over, and they have no other owner. All that is held for them is erased "
        "when you leave: {names}",
    ),
    "leaving.going_on": (
        "次の組織には、ほかに持ち主がいません。先に、ほかの方を持ち主にするか、契約を終了してください。",
        "These organizations have no other owner. First make somebody else an owner, or end the contract.",
    ),
    "leaving.people_of": ("{name}のメンバー", "People of {name}"),
    "leaving.contract_of": ("{name}の契約", "The contract of {name}"),
    "leaving.sure": ("上の内容を確かめました。退会します。", "I have read this, and want to leave."),
    "leaving.close": ("退会する", "Leave"),
    "leaving.staff": (
        "運営スタッフのアカウントは、ここからは閉じられません。管理者に申し出てください。",
        "Accounts of staff are not closed here; ask your administrator.",
    ),
    "leaving.contract": ("契約", "Contract"),
    "leaving.goes_on": ("契約は続いています。", "The contract goes on."),
    "leaving.end_title": ("契約を終了する", "End the contract"),
    "leaving.end_lead": (
        "終了すると、その時点で次のとおりになります。",
        "From the moment you end it:",
    ),
    "leaving.end_cameras": (
        "すべてのカメラのトークンが無効になります。写真や記録が届いても受け取らず、保存しません。",
        "The tokens of all cameras are void. Photographs and logs that arrive are refused and not kept.",
    ),
    "leaving.end_looks": (
        "メンバーの皆さんは、これまでの写真や読取値を見ることと、書き出すことだけができます。招待は取り消されます。",
        "Members can only look at what is there and take it along. Invitations are void.",
    ),
    "leaving.end_days": (
        "{days}日後に、写真、読取値、設置場所を含むすべての情報を消去します。それまでは終了を取り消せます。",
        "After {days} days everything is erased: photographs, readings, places and all else. Until then you can take the end "
        "back.",
    ),
    "leaving.end_units": (
        "お貸ししているカメラがあるときは、運営者の案内に従ってお返しください。",
        "If you have cameras of the operator’s, please send them back as you are told.",
    ),
    "leaving.end_sure": ("上の内容を確かめました。契約を終了します。", "I have read this, and end the contract."),
    "leaving.end": ("契約を終了", "End the contract"),
    "leaving.ended": ("契約は{day}に終了しました。", "The contract ended on {day}."),
    "leaving.until": (
        "{day}に、お預かりしているすべての情報を消去します。それまでに、必要な情報を「プライバシー」の画面から書き出してください。",
        "Everything that is held is erased on {day}. Until then, take along what you need, under “Privacy”.",
    ),
    "leaving.now": ("消去を始めています。取り消すことはできません。", "It is being erased, which cannot be taken back."),
    "leaving.take_back": ("終了を取り消す", "Take the end back"),
    "leaving.take_back_lead": (
        "契約が続きます。カメラは、新しいトークンでつなぎ直してください。",
        "The contract goes on. Cameras need new tokens.",
    ),
    "leaving.erase": ("今すぐ消去する", "Erase at once"),
    "leaving.erase_lead": (
        "日を待たずに、すべての情報を消去します。取り消すことはできません。",
        "Everything is erased without waiting for that day. This cannot be taken back.",
    ),
    "leaving.erase_sure": ("すべて消去されることを確かめました。", "I know that everything will be erased."),
    "leaving.receipt": ("退会・契約終了の受付控え", "Receipt"),
    "leaving.receipt_lead": (
        "このページには、どなたのものか分かる情報は載っていません。番号とともに保存しておくと、いつでも経過を確かめられます。",
        "This page names nobody. Keep its address: it shows at any time what became of your wish.",
    ),
    "leaving.number": ("受付番号", "Number"),
    "leaving.kind": ("種類", "What ended"),
    "leaving.kind.person": ("アカウント", "An account"),
    "leaving.kind.organization": ("組織の契約", "An organization’s contract"),
    "leaving.asked": ("お申し出の日時", "Asked for"),
    "leaving.state": ("状態", "State"),
    "leaving.state.waiting": ("{day}に消去します", "Will be erased on {day}"),
    "leaving.state.held": ("消去を見合わせています", "Erasure waits"),
    "leaving.state.erasing": ("消去しています", "Being erased"),
    "leaving.state.erased": ("{day}に消去しました", "Erased on {day}"),
    "leaving.counted": ("消去したもの", "What was erased"),
    "leaving.rows": ("件数", "Rows"),
    "leaving.files": ("写真などのファイル", "Photographs and other files"),
    "leaving.kept": ("残るもの", "What stays"),
    "leaving.kept_hold": (
        "{ground}、{day}まで消去を見合わせています。その後に消去します。",
        "Erasure waits until {day}: {ground}. It is done after that.",
    ),
    "leaving.ground.dispute": ("係争中の請求があるため", "a claim is open"),
    "leaving.ground.court": ("裁判所又は官公庁の命令があるため", "a court or an authority ordered it"),
    "leaving.ground.law": ("法令({article})が保存を定めているため", "a law requires it ({article})"),
    "leaving.kept_audit": (
        "いつ、どの条項に基づいて何を行ったかの監査記録。どなたのものかをたどる鍵は消去とともに失われます。",
        "The audit of what was done when and under which clause. The key by which it leads to you goes with the erasure.",
    ),
    "leaving.kept_backups": (
        "バックアップの写し。鍵を廃棄するため消去のときから読めず、{days}日以内に消えます。",
        "Copies in backups. Their key is destroyed, so that they cannot be read from the erasure on, and they go within "
        "{days} days.",
    ),
    "leaving.kept_receipt": (
        "この控えと、消去した情報が復元されないよう照合するための符号。どなたのものかはたどれません。",
        "This receipt, and a code against which restored backups are checked. Neither leads to you.",
    ),
    "leaving.no_hold": (
        "法令に基づいて残すものは、今のところありません。",
        "There is nothing that a law requires us to keep.",
    ),
    "leaving.banner": (
        "{name}の契約は終了しました。{day}にすべての情報を消去します。",
        "The contract of {name} is over. Everything is erased on {day}.",
    ),
    "leaving.banner_more": ("書き出しと取消し", "Take it along, or take the end back"),
    "leaving.error.staff": (
        "運営スタッフのアカウントは、ここからは閉じられません。",
        "Accounts of staff are not closed here.",
    ),
    "leaving.error.last_owner": (
        "ほかに持ち主のいない組織があります。先に、ほかの方を持ち主にするか、契約を終了してください。",
        "An organization has no other owner. First make somebody else an owner, or end its contract.",
    ),
    "leaving.error.closed": ("このアカウントはすでに閉じられています。", "The account is closed already."),
    "leaving.error.ended": ("契約はすでに終了しています。", "The contract is over already."),
    "leaving.error.not_ended": ("契約は終了していません。", "The contract is not over."),
    "leaving.error.too_late": (
        "消去を始めたため、取り消せません。",
        "It is being erased; that cannot be taken back.",
    ),
    "leaving.done.end": ("契約を終了しました。", "The contract is over."),
    "leaving.done.take_back": (
        "終了を取り消しました。カメラを新しいトークンでつなぎ直してください。",
        "The contract goes on. Connect the cameras with new tokens.",
    ),
    "leaving.done.erase": ("消去を始めました。", "It is being erased."),
    "activity.kind.contract": ("契約", "The contract"),
    "activity.contract.ended": ("契約を終了", "Ended the contract"),
    "activity.contract.resumed": ("契約の終了を取消し", "Took the end of the contract back"),
    "kept.rights_hold": ("消去の見合わせ", "Erasures that must wait"),
    "leaving.office.title": ("退会と消去の見合わせ", "Leaving, and holds on erasure"),
    "leaving.office.late": (
        "期日を過ぎても終わらない消去が{count}件あります。ログで原因を確かめてください。",
        "{count} {count:erasure is|erasures are} not over although due. The log says why.",
    ),
    "leaving.office.none": ("退会や契約終了のお申し出は、まだありません。", "Nobody has asked to leave yet."),
    "leaving.office.holds": ("消去の見合わせ", "Holds on erasure"),
    "leaving.office.holds_lead": (
        "係争や法令により、消去してはならない情報があるときに登録します。期限までは消去も写真の間引きも行わず、ご本人に理由と期限を表示します。",
        "For what must not go because of a dispute or a law. Until the day nothing is erased or thinned out, and the person is "
        "told why and until when.",
    ),
    "leaving.office.hold_until": ("{day}まで", "Until {day}"),
    "leaving.office.ground.dispute": ("係争", "A dispute"),
    "leaving.office.ground.court": ("裁判所・官公庁の命令", "An order of a court or an authority"),
    "leaving.office.ground.law": ("法令の定め", "A law"),
    "leaving.office.whom": ("対象", "Whom"),
    "leaving.office.organization": ("組織", "An organization"),
    "leaving.office.person": ("個人のアカウント", "A person’s account"),
    "leaving.office.who": (
        "組織の正式な名称、またはアカウントのメールアドレス",
        "The organization’s full name, or the account’s mail address",
    ),
    "leaving.office.why": ("理由", "Why"),
    "leaving.office.article": (
        "根拠となる法令の条項(「法令の定め」のときは必須)",
        "The law and its article (required for “A law”)",
    ),
    "leaving.office.until": ("期限", "Until"),
    "leaving.office.place": ("見合わせを登録", "Place the hold"),
    "leaving.office.held": ("消去の見合わせを登録しました。", "The hold is placed. Erasure waits until that day."),
    "leaving.office.lift": ("解除", "Lift"),
    "leaving.office.lift_of": ("{number}の見合わせを解除", "Lift the hold on {number}"),
    "leaving.office.lifted": ("消去の見合わせを解除しました。", "The hold is lifted."),
    "leaving.office.nobody": (
        "該当する組織やアカウントが見つからないか、同じ名称の組織が複数あります。",
        "There is nobody of that name or address, or several organizations are called so.",
    ),
    "leaving.office.unsure": (
        "ご本人からのお申し出であることを確認してください。",
        "Make sure first that it is their own wish.",
    ),
    "leaving.office.end": ("窓口で受け付けた退会・契約終了", "Leaving, asked for at the desk"),
    "leaving.office.end_lead": (
        "窓口で退会や契約終了のお申し出を受けたときに使います。組織の契約はただちに終わり、{days}日後にすべての情報を消去します。"
        "アカウントはただちに閉じて消去を始め、取り消せません。手続きが済むと受付控えが表示されますので、お申し出の方にお渡しください。",
        "For whoever asks at the desk to leave. An organization’s contract is over at once, and all is erased after {days} "
        "days. An account is closed and erased at once, which cannot be taken back. Give them the receipt that is shown then.",
    ),
    "leaving.office.sure": (
        "ご本人(組織の場合は持ち主)からのお申し出であることを確認しました。",
        "I have made sure that the person, or an owner of the organization, asked for it.",
    ),
    "leaving.office.end_button": ("退会・契約終了の手続きをする", "End the contract or account"),
    "leaving.hold_error.ground": ("理由を選んでください。", "Say why."),
    "leaving.hold_error.until": ("期限は明日以降の日にしてください。", "The day must be tomorrow or later."),
    "leaving.hold_error.article": ("根拠となる法令の条項を入力してください。", "Name the law and its article."),
    "sign_in.closed": ("このアカウントは閉じられています", "This account is closed"),
    "sign_in.closed_lead": (
        "退会のお申し出を受けて情報を消去しているか、運営者が利用を止めています。お心当たりのないときは、お問い合わせ窓口にご連絡ください。",
        "Its owner asked to leave, and it is being erased; or the operator has stopped it. If you know of neither, contact us.",
    ),
}
