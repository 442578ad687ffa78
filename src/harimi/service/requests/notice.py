"""The one notice that ends a request: what was asked, what became of it, on which ground and why, and where to complain."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Max

from harimi.service.billing.keeping import content
from harimi.service.privacy.documents import Language
from harimi.service.privacy.gate import using
from harimi.service.privacy.publication import known_operator
from harimi.service.requests.audited import PURPOSE
from harimi.service.requests.clock import day_in_japan
from harimi.service.requests.doing.there import listed
from harimi.service.requests.finding import subjects_of
from harimi.service.requests.kinds import article_for, article_of, facts
from harimi.service.requests.models import Request
from harimi.service.requests.words import GROUNDS, KINDS, OUTCOMES, Pair, article_in, said
from harimi.service.rights.holds import holds_on

Outcome, Kind = Request.Outcome, Request.Kind
HEADING: Pair = ("{kind}のご請求({number})への回答", "Our answer to your request {number}: {kind}")
ASKED: Pair = (
    "{day}に受け付けた{kind}(個人情報保護法{article})のご請求について、次のとおりお知らせします。",
    "This is about your request of {day}: {kind} (article {article} of the Act on the Protection of Personal Information).",
)
GROUND: Pair = ("根拠: {ground}(同法{article})", "Ground: {ground} (article {article} of the Act)")
WHY: Pair = ("理由: {words}", "Reason: {words}")
DONE: Pair = ("対応の内容: {words}", "What was done: {words}")
ITEMS: Pair = (
    "保有している情報の項目と、それぞれの利用目的は次のとおりです。",
    "These are the items that are held, and what each is used for:",
)
RECORDS: Pair = ("第三者への提供の記録は次のとおりです。", "These are the records of provision to third parties:")
ELECTRONIC: Pair = (
    "開示する情報は、このご請求のページから{days}日間ダウンロードできます。",
    "What is disclosed can be fetched from the page of this request for {days} days.",
)
PAPER: Pair = ("開示する情報は、この通知に同封した書面のとおりです。", "What is disclosed stands on the enclosed sheets.")
COPIES: Pair = (
    "法令に基づき保存している請求書の控えは次のとおりです。",
    "These copies of invoices are kept because the law wants it:",
)
HELD: Pair = ("次のものは、{day}まで保存します({why})。", "The following is kept until {day} ({why}).")
INVOICES: Pair = (
    "請求書の控え({count}件。名称・日付・内容・金額・番号)は、消費税法施行規則70条の13により、最長で{day}まで別の鍵で保存します。",
    "Copies of invoices ({count}: name, date, content, amounts, number) are kept under a key of their own until {day} at most "
    "(Ordinance for Enforcement of the Consumption Tax Act, article 70-13).",
)
FEE: Pair = ("手数料: {yen}円(税込)", "Fee: {yen} yen (tax included)")
NO_FEE: Pair = ("手数料: かかりません。", "Fee: none.")
COMPLAIN: Pair = (
    "この回答についてのご意見・苦情は、次の窓口までお寄せください: {window}",
    "Questions and complaints about this answer are received by: {window}",
)
WINDOW: Pair = ("{name}({telephone}、{mail})", "{name} ({telephone}, {mail})")
FETCHABLE = 30
"""Days for which what is disclosed can be fetched; the request is closed then."""


def worded(request: Request, words: str, yen: int) -> tuple[str, str]:
    """Its heading and its text, in the language in which they asked."""
    language: Language = "en" if request.language == "en" else "ja"
    with using(PURPOSE, subject=request.subject_id):
        parts = list(_parts(request, words, yen, language))
    heading = said(HEADING, language).format(kind=said(KINDS[request.kind], language), number=request.number)
    return heading, "\n\n".join(parts)


def _parts(request: Request, words: str, yen: int, language: Language) -> Iterator[str]:
    def of(pair: Pair, **values: Any) -> str:
        return said(pair, language).format(**values)

    day, kind = _day(request, language), said(KINDS[request.kind], language)
    yield of(ASKED, day=day, kind=kind, article=article_in(article_for(request.kind, request.claim), language))
    yield said(OUTCOMES[request.outcome], language)
    if request.ground:
        yield of(
            GROUND,
            ground=said(GROUNDS[request.ground], language),
            article=article_in(article_of(request.kind, request.ground), language),
        )
    if words.strip():
        yield of(WHY if request.ground else DONE, words=words.strip())
    if request.outcome in (Outcome.FULFILLED, Outcome.PARTIAL):
        yield from _handed_out(request, language)
    yield from _held(request, language)
    if facts(request.kind).clause in ("6", "7"):
        yield of(FEE, yen=f"{yen:,}") if yen else said(NO_FEE, language)
    yield _complaints(language)


def _handed_out(request: Request, language: Language) -> Iterator[str]:
    """What the notice itself discloses, or where it is."""
    if lines := listed(request, language):
        yield _listed(ITEMS if request.kind == Kind.PURPOSE_NOTICE else RECORDS, lines, language)
    if request.kind == Kind.DISCLOSURE:
        if request.answers.exists():
            paper = request.form == Request.Form.PAPER
            yield said(PAPER, language) if paper else said(ELECTRONIC, language).format(days=FETCHABLE)
        copies = list(request.copies.select_related("copy"))
        if copies:
            with using("invoicing"):
                yield _listed(COPIES, [_copied(content(one.copy), language) for one in copies], language)


def _held(request: Request, language: Language) -> Iterator[str]:
    """What stays although they wanted it gone, why, and until when (8-2): holds, and copies of invoices."""
    if request.kind != Kind.STOP:
        return
    for subject in subjects_of(request):
        for hold in holds_on(subject.pk):
            why = f"{said(_HOLDS[hold.ground], language)} {hold.article}".strip()
            yield said(HELD, language).format(day=hold.until.isoformat(), why=why)
    until = request.copies.aggregate(last=Max("copy__until"))["last"]
    if until is not None:
        yield said(INVOICES, language).format(count=request.copies.count(), day=until.isoformat())


_HOLDS: dict[str, Pair] = {
    "dispute": ("係争のため", "a dispute"),
    "court": ("裁判所等の命令のため", "an order of a court"),
    "law": ("法令のため", "the law"),
}


def _copied(told: dict[str, Any], language: Language) -> str:
    """All that is kept of an invoice, in one line."""
    to = told["recipient"]["corporate_name"] or told["recipient"]["name"]
    lines = "; ".join(f"{one[f'label_{language}'] or one['kind']} {one['yen']:,}" for one in told["lines"])
    return f"{told['number']} {told['issued_on']} {to} {told['total']:,} ({lines})"


def _listed(pair: Pair, lines: list[str], language: Language) -> str:
    return "\n".join([said(pair, language), *(f"・{one}" if language == "ja" else f"- {one}" for one in lines)])


def _day(request: Request, language: Language) -> str:
    day = day_in_japan(request.arrived_at)
    return f"{day.year}年{day.month}月{day.day}日" if language == "ja" else f"{day.day} {day:%B %Y}"


def _complaints(language: Language) -> str:
    who = known_operator()
    told = {"name": who.name.into(language), "telephone": who.telephone, "mail": who.mail}
    window = who.complaints.into(language) or said(WINDOW, language).format(**told)
    return said(COMPLAIN, language).format(window=window)
