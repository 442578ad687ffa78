"""What changed between two texts: as lines for a terminal, as marked pieces for a page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from itertools import zip_longest
from typing import Literal

_TOKEN = re.compile(r"[A-Za-z0-9’']+|\s+|.")
_ALIKE = 0.3
"""Two lines less alike than this are shown one after the other, since marks inside them would only confuse."""
Kind = Literal["same", "gone", "new", "skipped"]


@dataclass(frozen=True)
class Line:
    """A line of the comparison: its pieces, each the same, gone or new. A skipped one stands for unchanged lines."""

    pieces: tuple[tuple[Kind, str], ...]
    kind: Literal["same", "changed", "skipped"]


def unified(old: str, new: str, name: str) -> list[str]:
    """A unified difference, empty where there is none."""
    return list(unified_diff(old.splitlines(), new.splitlines(), f"{name} (published)", f"{name} (next)", lineterm="", n=1))


def compared(old: str, new: str, context: int = 1) -> list[Line]:
    """The lines that differ, with `context` unchanged ones around them; empty where nothing differs."""
    before, after = ([line for line in text.splitlines() if line.strip()] for text in (old, new))
    lines: list[Line] = []
    groups = SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(context)
    for n, group in enumerate(groups):
        if n or group[0][1]:
            lines.append(Line((("skipped", "…"),), "skipped"))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                lines += [Line((("same", line),), "same") for line in before[i1:i2]]
            else:
                lines += _changed(before[i1:i2], after[j1:j2])
    return lines


def _changed(gone: list[str], come: list[str]) -> Iterator[Line]:
    for old, new in zip_longest(gone, come):
        if old is None or new is None:
            yield Line((("gone", old) if new is None else ("new", new),), "changed")
        else:
            yield from _inside(old, new)


def _inside(old: str, new: str) -> Iterator[Line]:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _ALIKE:
        yield Line((("gone", old),), "changed")
        yield Line((("new", new),), "changed")
        return
    pieces: list[tuple[Kind, str]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(before[i1:i2])))
            continue
        pieces += [(kind, "".join(part)) for kind, part in (("gone", before[i1:i2]), ("new", after[j1:j2])) if part]  # type: ignore[misc]
    yield Line(tuple(pieces), "changed")
