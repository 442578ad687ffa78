"""What the text of a campaign must not hold: HTML, pictures, and links that tell who opened them.

A text is the same for all recipients, so no link in it can be somebody's own; one with a query could still tell which mail it
came from, and pictures would tell that it was opened. The policy lets marketing use neither (clause 2-3(2)).
"""

import re
from collections.abc import Iterator, Mapping

_HTML = re.compile(r"<[a-z!/][^>]*>?|&#?\w+;", re.IGNORECASE)
_PICTURE = re.compile(r"\bhttps?://\S+\.(png|gif|jpe?g|webp|svg)\b", re.IGNORECASE)
_TRACKED = re.compile(r"\bhttps?://[^\s?#]+[?#]\S+", re.IGNORECASE)
_SHORTENED = re.compile(r"\bhttps?://(bit\.ly|t\.co|tinyurl\.com|goo\.gl|ow\.ly|is\.gd|lnkd\.in)/\S*", re.IGNORECASE)
_RULES = {"html": _HTML, "picture": _PICTURE, "tracked": _TRACKED, "shortened": _SHORTENED}


def faults(texts: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with texts by field: the field, a text `campaigns.lint.<code>`, and what was found."""
    for field, text in texts.items():
        for code, rule in _RULES.items():
            if found := rule.search(text):
                yield field, code, found.group()
