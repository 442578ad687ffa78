"""What a letter's template must not be: in one language alone, HTML, something that follows people, or promotion.

Clause 2-2(2) allows notices about the service; news of products is another purpose, with a choice of its own (2-3(2)).
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.template import TemplateDoesNotExist

from harimi.service.egress.classes import MailClass
from harimi.service.notices.advertising import DUTIES
from harimi.service.notices.letters import Letter
from harimi.service.notices.wording import source_of, template_of
from harimi.service.privacy.documents import LANGUAGES

FOLDER = Path(__file__).parent / "templates" / "letters"
_PROMOTION = re.compile(
    r"キャンペーン|セール|割引|特典|お得|今だけ|クーポン|プレゼント|期間限定|おすすめ|新商品|新製品|campaign|marketing|promotion|newsletter|"
    r"\bsale\b|discount|coupon|special offer|limited time|buy now|% off|free trial|new products?\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<[a-z!/]|[?&](utm_|fbclid|gclid)|\.(png|gif|jpe?g)\b", re.IGNORECASE)


def promotion_in(text: str) -> list[str]:
    """The words of a text by which something is sold."""
    return sorted({one.group() for one in _PROMOTION.finditer(text)})


def faults(letters: Iterable[Letter], folder: Path = FOLDER) -> list[str]:
    """What is wrong with the templates of letters, a line each; empty where all is well."""
    known = {template_of(one.name, language) for one in letters for language in LANGUAGES}
    found = [f"{path.name}: no letter is declared for it" for path in folder.iterdir() if f"letters/{path.name}" not in known]
    return found + [fault for one in letters for language in LANGUAGES for fault in _of(one, template_of(one.name, language))]


def _of(letter: Letter, file: str) -> Iterator[str]:
    try:
        source = source_of(file)
    except TemplateDoesNotExist:
        yield f"{file}: is not there"
        return
    yield from faults_in(letter, file, source)


def faults_in(letter: Letter, file: str, source: str) -> Iterator[str]:
    """What is wrong with the text of one template."""
    heading, _, body = source.partition("\n")
    if not heading.strip() or not body.strip():
        yield f"{file}: the first line is the heading, the rest the letter"
    if found := _MARKUP.search(source):
        yield f"{file}: {found.group()} is HTML or follows people; letters are plain text"
    if letter.kind == MailClass.MARKETING and (lacking := [one for one in DUTIES if f"{{{{ {one} }}}}" not in body]):
        yield f"{file}: the law wants {', '.join(lacking)} told in a letter that advertises"
    if letter.kind != MailClass.MARKETING and (words := promotion_in(source)):
        yield f"{file}: {', '.join(words)} is promotion, and this letter is no marketing"
