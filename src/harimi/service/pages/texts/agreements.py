"""Texts of the question whether somebody agrees to a new version of the policy."""

AGREEMENTS: dict[str, tuple[str, str]] = {
    "agreement.title": ("プライバシーポリシーの改定への同意", "Your agreement to a new version of the privacy policy"),
    "agreement.lead": (
        "この改定には、お一人おひとりの同意が必要です。同意されるかどうかは任意で、お答えにならなくても、これまでの機能はこれまでどおり"
        "お使いいただけます。その場合は、改定前の版が引き続き適用されます。ご利用を続けることが同意とみなされることはありません。",
        "This version needs the agreement of each person. You are free to agree or not, and need not answer: all that you use "
        "now goes on as before, under the version before. Using the service is never taken as agreement.",
    ),
    "agreement.later": ("答えずに進む", "Go on without an answer"),
    "agreement.nothing": ("いま同意をお願いしている改定はありません。", "No version asks for your agreement now."),
    "agreement.for": ("{name}として", "For {name}"),
    "agreement.for_me": ("ご本人として", "For yourself"),
    "agreement.version": ("改定後の版", "New version"),
    "agreement.reason": ("改定の理由", "Why it changes"),
    "agreement.answer": ("ご回答", "Your answer"),
    "agreement.state.open": ("未回答", "no answer yet"),
    "agreement.state.agreed": ("同意済み", "you agreed"),
    "agreement.state.declined": ("同意しない", "you did not agree"),
    "agreement.state.withdrawn": ("同意を撤回済み", "you withdrew your agreement"),
    "agreement.uses": ("同意された場合に限り行うこと", "Only if you agree, we will also do this"),
    "agreement.differences": ("第{old}版と第{new}版の違い", "What differs between versions {old} and {new}"),
    "agreement.words": (
        "プライバシーポリシー第{number}版の内容を確認し、これに同意します。同意は、いつでもこのページで撤回できます。",
        "I have seen what version {number} of the privacy policy says and agree to it. I can withdraw this here at any time.",
    ),
    "agreement.yes": ("同意する", "I agree"),
    "agreement.no": ("同意しない", "I do not agree"),
    "agreement.withdraw": ("同意を撤回する", "Withdraw my agreement"),
    "agreement.changed": (
        "お答えいただく文面が変わりました。もう一度ご確認ください。",
        "The words changed meanwhile; please look at them again.",
    ),
    "agreement.done.agreed": ("同意を承りました。", "Thank you; your agreement is kept."),
    "agreement.done.declined": (
        "同意されないことを承りました。これまでどおりお使いいただけます。",
        "We keep that you do not agree. All goes on as before.",
    ),
    "agreement.done.withdrawn": (
        "同意の撤回を承りました。ただいまから改定前の版が適用されます。",
        "Your agreement is withdrawn. From now on the version before holds for you.",
    ),
    "agreement.banner": (
        "プライバシーポリシーの改定について、同意されるかどうかをお伺いしています。",
        "A new version of the privacy policy asks whether you agree.",
    ),
    "agreement.banner_more": ("内容を確認して回答する", "See it and answer"),
    "agreement.to_answer": ("改定の内容と回答を確認する", "See the new version and your answer"),
    "agreement.office": ("改定への同意", "Agreement to new versions"),
    "agreement.office_lead": (
        "第{number}版({day}から)への同意の状況です。回答のない方には、新しい利用目的での利用は行われません。",
        "Who agreed to version {number}, in force from {day}. For those who did not, nothing new is done.",
    ),
    "agreement.agreed": ("同意", "Agreed"),
    "agreement.declined": ("不同意", "Did not agree"),
    "agreement.withdrawn": ("撤回", "Withdrew"),
    "agreement.open": ("未回答", "No answer"),
    "agreement.people": ("個人", "People"),
    "agreement.organizations": ("契約者", "Organizations"),
    "page.agreement": ("改定への同意の確認", "Your agreement to the policy"),
    "page.agreement_answer": ("改定への同意の回答", "Answering about the policy"),
    "agreement.none_asks": ("同意が必要な改定はありません。", "No version asks for agreement."),
}
