"""A document that is published: its text, where each clause stands in it, and the same with the operator's words filled in.

Clauses are found by places that were written down once (`scripts/anchor_documents.py`) and are checked by hash, never by a
pattern at run time: a pattern that finds nothing would say nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from harimi.service.privacy.folding import fold, sha256

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, Language] = ("ja", "en")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


class DocumentError(Exception):
    """A published text or its manifest is not what it must be; the message says what is wrong and what to do."""


class Span(BaseModel):
    """Where a clause stands: characters `start` to `end` of the folded text, and the SHA-256 of what stands there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int
    end: int
    sha256: str


@dataclass(frozen=True)
class Document:
    """A text in one language, and the folded text of each clause by its id."""

    text: str
    folded: str
    spans: Mapping[str, tuple[int, int]]

    def clause(self, clause: str) -> str:
        """The folded text of a clause; a `KeyError` where there is none."""
        start, end = self.spans[clause]
        return self.folded[start:end]

    def mentions(self, words: str) -> list[str]:
        """The ids of the clauses that hold `words`."""
        return [clause for clause in self.spans if words in self.clause(clause)]


def document(name: str, raw: bytes, digest: str, spans: Mapping[str, Span], folding: Callable[[str], str] = fold) -> Document:
    """The document in `raw`, or a `DocumentError` where its bytes or any clause are not the ones that the manifest knows."""
    text = unchanged(name, raw, digest)
    if not spans:
        raise DocumentError(f"{name}: the manifest names no clause of it; an index of nothing would allow anything.")
    folded = folding(text)
    for clause, span in spans.items():
        if not span.start < span.end <= len(folded) or sha256(folded[span.start : span.end]) != span.sha256:
            raise DocumentError(f"{name}: clause {clause} is not where the manifest says; anchor the text again.")
    return Document(text, folded, {clause: (span.start, span.end) for clause, span in spans.items()})


def unchanged(name: str, raw: bytes, digest: str) -> str:
    """The text in `raw`, or a `DocumentError` where its bytes are not the ones that the manifest knows."""
    if sha256(raw) != digest:
        raise DocumentError(
            f"{name} was changed: its SHA-256 is {sha256(raw)}, the manifest says {digest}. A published text is never edited; "
            "put it back, or write a new version in a folder of its own."
        )
    return raw.decode("utf-8")


def placeholders(text: str) -> set[str]:
    """The names that the operator's profile must fill."""
    return set(_PLACEHOLDER.findall(text))


def filled(template: str, words: Mapping[str, str]) -> str:
    """A text without clauses with every `{placeholder}` filled."""
    return fill(Document(template, "", {}), words).text


def fill(template: Document, words: Mapping[str, str]) -> Document:
    """The document with every `{placeholder}` filled and its clauses in their new places; refuses an unknown placeholder."""
    parts, marks, at, size = [], [(0, 0)], 0, 0
    for found in _PLACEHOLDER.finditer(template.text):
        if found[1] not in words:
            raise DocumentError(f"the text asks for {found[0]}, which no profile fills; known are {', '.join(sorted(words))}.")
        parts += [template.text[at : found.start()], words[found[1]]]
        size += found.start() - at + len(words[found[1]])
        at = found.end()
        marks.append((at, size))
    text = "".join([*parts, template.text[at:]])
    moved = {clause: (_moved(start, marks), _moved(end, marks)) for clause, (start, end) in template.spans.items()}
    return Document(text, fold(text), moved)


def _moved(place: int, marks: list[tuple[int, int]]) -> int:
    """Where a place of the template is in the filled text; `marks` pairs ends of placeholders before and after filling."""
    before, after = max(mark for mark in marks if mark[0] <= place)
    return after + place - before
