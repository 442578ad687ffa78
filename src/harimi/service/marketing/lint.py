"""What the text of a campaign must not hold: HTML, pictures, and links that tell who opened them.

A text is the same for all recipients, so no link in it can be somebody's own; one with a query could still tell which mail it
came from, and pictures would tell that it was opened. The policy lets marketing use neither (clause 2-3(2)).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from html.entities import html5

_MARKUP = re.compile(r"<[a-z!/][^>]*>?", re.IGNORECASE)
_ENTITY = re.compile(r"&(#\d+|#x[0-9a-f]+|[a-z]\w*);", re.IGNORECASE)
_START = r"(?:https?://|\bwww\.)"
_PICTURE = re.compile(_START + r"\S+\.(png|gif|jpe?g|webp|svg)\b", re.IGNORECASE)
_TRACKED = re.compile(_START + r"[^\s?#]+[?#]\S+", re.IGNORECASE)
_BARE = re.compile(r"\b[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(/[^\s?#]*)?[?#][\w.~%-]+=\S*", re.IGNORECASE | re.ASCII)
"""What mail programs make a link of although it does not say that it is one."""
_SHORTENERS = (
    *("bit.ly", "t.co", "tinyurl.com", "goo.gl", "ow.ly", "is.gd", "v.gd", "lnkd.in", "buff.ly", "rebrand.ly", "cutt.ly"),
    *("lin.ee", "amzn.to", "amzn.asia", "x.gd", "ux.nu", "onl.la", "fb.me", "t.ly", "shorturl.at"),
)
_SHORTENED = re.compile(
    rf"(?<![\w.@-])(https?://)?(www\.)?({'|'.join(map(re.escape, _SHORTENERS))})/[!-~]+", re.IGNORECASE | re.ASCII
)
Rule = Callable[[str], re.Match[str] | None]


def faults(texts: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with texts by field: the field, a text `campaigns.lint.<code>`, and what was found."""
    for field, text in texts.items():
        for code, rule in _RULES.items():
            if found := rule(text):
                yield field, code, found.group()


def _html(text: str) -> re.Match[str] | None:
    """A tag, or what HTML reads as a character; "AT&T;" is neither."""
    entities = (one for one in _ENTITY.finditer(text) if one[1].startswith("#") or f"{one[1]};" in html5)
    return _MARKUP.search(text) or next(entities, None)


def _tracked(text: str) -> re.Match[str] | None:
    return _TRACKED.search(text) or _BARE.search(text)


_RULES: Mapping[str, Rule] = {"html": _html, "picture": _PICTURE.search, "tracked": _tracked, "shortened": _SHORTENED.search}
