"""Writes into each manifest the SHA-256 of its texts and the places of its clauses; by hand, before a version is published.

Usage: python -m scripts.anchor_documents. A place is found by the marker with which its block begins ("## 2", "(3) ", "① ");
the service itself never looks for markers, it only checks what is written down here.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from harimi.service.privacy.folding import fold, sha256

PRIVACY = Path(__file__).parents[1] / "src/harimi/service/privacy"
_STEP = re.compile(r"§\d+|A-\d+|\d+-\d+|\d+|\(\d+\)|[①-⑳]")
_HEADING = {"§": r"## (?:第{n}条|Article {n}) ", "A": r"## (?:別表|Annex ){n} ", "": r"## {n} "}


def main() -> int:
    """Anchors every version that is there."""
    for manifest in sorted(PRIVACY.glob("*/*/manifest.toml")):
        manifest.write_text(anchored(manifest), encoding="utf-8")
        print(manifest.relative_to(PRIVACY))
    return 0


def anchored(manifest: Path) -> str:
    """The manifest's text with places and hashes anew."""
    text = manifest.read_text(encoding="utf-8")
    for name in re.findall(r'\bfile = "([^"]+)"', text):
        digest = sha256((manifest.parent / name).read_bytes())
        text = re.sub(rf'(\bfile = "{re.escape(name)}", sha256 = ")[^"]*', rf"\g<1>{digest}", text)
    told = tomllib.loads(text)
    about = told.get("policy") or told["terms"]
    for language, file in about["texts"].items():
        folded = fold((manifest.parent / file["file"]).read_text(encoding="utf-8"))
        for clause, (start, end) in places(folded, [*told["clauses"]]):
            span = f'{{ start = {start}, end = {end}, sha256 = "{sha256(folded[start:end])}" }}'
            head = re.escape(f'[clauses."{clause}"]\n')
            text = re.sub(rf"({head}(?:.+\n)*?{language} = ){{.*}}", rf"\g<1>{span}", text)
    return text


def places(text: str, clauses: Iterable[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Start and end of each clause in `text`. The clauses come in the order of the text; one holds those below it."""
    starts: list[tuple[str, int]] = []
    at = text.index("\n\n") + 2
    for clause in clauses:
        found = re.compile(_marker(clause), re.MULTILINE).search(text, at) if clause != "0" else re.compile("").search(text, at)
        if found is None:
            sys.exit(f"clause {clause}: nothing begins with its marker after place {at}")
        starts.append((clause, found.start()))
        at = found.start() + 1
    sections = [found.start() for found in re.finditer(r"^## ", text, re.MULTILINE)] + [len(text)]
    for n, (clause, start) in enumerate(starts):
        after = [place for other, place in starts[n + 1 :] if not other.startswith(clause) or _sibling(clause, other)]
        end = min([*after, *(place for place in sections if place > start)])
        yield clause, (start, start + len(text[start:end].rstrip()))


def _sibling(clause: str, other: str) -> bool:
    """Whether `other` begins with the same characters without standing below: 1 and 10."""
    return other[len(clause) : len(clause) + 1].isdecimal()


def _marker(clause: str) -> str:
    step = _STEP.findall(clause)[-1]
    if step.startswith("("):
        return rf"^(?:### )?{re.escape(step)} "
    if step in "①②③④⑤⑥⑦⑧⑨⑩" or ("-" in step and not step.startswith("A")):
        return rf"^{step} "
    kind = step[0] if step[0] in "§A" else ""
    return "^" + _HEADING[kind].format(n=step.lstrip("§A-"))


if __name__ == "__main__":
    sys.exit(main())
