"""What somebody wrote in a mail: the plain text, else that of its HTML, without the history below it."""

import re
from email.message import EmailMessage, MIMEPart
from html.parser import HTMLParser

LARGEST = 500_000
"""Bytes of a part that are looked at; nobody types more."""
LARGEST_HTML = 50_000
"""Characters of HTML that are looked at: its parser takes the square of what is never closed."""
_MARKUP = re.compile(r"<!--.*?-->|<!--.*|<[!?][^>]*>?", re.DOTALL)
"""Comments and declarations; what is never closed goes on to the end. A comment is looked for once."""
_NO_TAG = re.compile(r"<(?![^<>]*>)")
_SILENT = frozenset({"script", "style", "head", "title", "template"})
_LINES = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "table"})
_BEGINS = (
    re.compile(r"^-{2,} ?(original message|forwarded message|元のメッセージ|転送メッセージ) ?-{2,}$", re.IGNORECASE),
    re.compile(r"^on .{4,200} wrote:$", re.IGNORECASE),
    re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日.{0,200}(:|：|<[^>]+@[^>]+>:?)$"),
    re.compile(r"^\d{4}[/-]\d{1,2}[/-]\d{1,2}.{0,200}(wrote:|のメール:|さん:)$"),
    re.compile(r"^_{20,}$"),
)
"""How mail programs begin what they repeat."""


def written(message: EmailMessage) -> str:
    """The text, empty where there is none. What a program repeated below it is left out only if something stands above."""
    whole = _tidy(_plain(message) or _of_html(message))
    return _above_history(whole) or whole


def attachments(message: EmailMessage) -> list[bytes]:
    """The files that came with it; of one that cannot be decoded nothing."""
    parts = message.iter_attachments() if message.is_multipart() else ()
    return [raw if isinstance(raw := one.get_payload(decode=True), bytes) else b"" for one in parts]


def _plain(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain",))
    return "" if part is None else _decoded(part)


def _of_html(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("html",))
    if part is None:
        return ""
    stripped = _Stripped()
    stripped.feed(_closed(_decoded(part)[:LARGEST_HTML]))
    stripped.close()
    return stripped.text


def _closed(html: str) -> str:
    """Only tags that end, and nothing but tags and words; each step goes through it once."""
    return _NO_TAG.sub("&lt;", _MARKUP.sub("", html))


def _decoded(part: MIMEPart) -> str:
    """Also of a character set that nobody knows, or that is not the one it says."""
    sent = part.get_payload(decode=True)
    raw = sent[:LARGEST] if isinstance(sent, bytes) else b""
    try:
        return raw.decode(part.get_content_charset("utf-8"), errors="replace")
    except LookupError:
        return raw.decode("utf-8", errors="replace")


def _tidy(text: str) -> str:
    lines = (line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    kept = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in "\n".join(lines))
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def _above_history(text: str) -> str:
    """Everything above the first line that begins a repetition, without quoted lines at the end."""
    lines = text.split("\n")
    end = next((n for n, line in enumerate(lines) if any(one.match(line.strip()) for one in _BEGINS)), len(lines))
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith(">")):
        end -= 1
    return "\n".join(lines[:end]).strip()


class _Stripped(HTMLParser):
    """The words of HTML, a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self._silent = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._silent += tag in _SILENT
        self.text += "\n" if tag in _LINES else ""

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        self.text += "\n" if tag in _LINES - {"br"} else ""

    def handle_data(self, data: str) -> None:
        self.text += "" if self._silent else re.sub(r"\s+", " ", data)
