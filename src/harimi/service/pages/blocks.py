"""A published text as blocks for a template, which escapes every word of it; only what our texts use of Markdown is known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

_HEADING = re.compile(r"(#+) (.+)", re.DOTALL)
_MARK = re.compile(r"(\(\d+\)|[①-⑳]|\d+-\d+) (.+)", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A heading, a numbered clause, a paragraph, a list or a table; `clause` is the id of the clause that begins here."""

    kind: Literal["h1", "h2", "h3", "clause", "text", "list", "table"]
    clause: str = ""
    mark: str = ""
    text: str = ""
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def depth(self) -> int:
        """How far a numbered clause is set in: 2-1 not at all, (1) once, ① twice."""
        return {"(": 1}.get(self.mark[:1], 0 if "-" in self.mark else 2)


def blocks(text: str, spans: Mapping[str, tuple[int, int]] | None = None) -> list[Block]:
    """The blocks of a text; `spans` says where its clauses stand."""
    begins = {span[0]: clause for clause, span in (spans or {}).items()}
    return [_block(found[0].rstrip(), begins.get(found.start(), "")) for found in re.finditer(r"(?:.+(?:\n|$))+", text)]


def plain(text: str) -> str:
    """A text without its marks of Markdown, as people compare it."""
    lines = [line for line in text.splitlines() if not line.startswith("|---")]
    return "\n".join(
        " | ".join(_cells(line)) if line.startswith("|") else line.lstrip("#").removeprefix("- ").strip() for line in lines
    )


def _block(text: str, clause: str) -> Block:
    lines = text.split("\n")
    if found := _HEADING.fullmatch(text):
        return Block(("h1", "h2", "h3")[len(found[1]) - 1], clause, text=found[2])
    if all(line.startswith("- ") for line in lines):
        return Block("list", clause, lines=tuple(line[2:] for line in lines))
    if all(line.startswith("|") for line in lines):
        return Block("table", clause, rows=tuple(_cells(line) for line in lines if not line.startswith("|---")))
    if found := _MARK.fullmatch(text):
        return Block("clause", clause, mark=found[1], text=found[2])
    return Block("text", clause, text=text)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip("|").split("|"))
