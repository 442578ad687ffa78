"""The manifest: the one place where the clauses, items, purposes, fees and deadlines of a policy version stand.

`policies/<version>/manifest.toml` holds them beside the policy's texts, `terms/<version>/manifest.toml` the clauses of the
terms of use. Everything else derives from here. Where each stored field belongs (`held…`) is handed on as it stands.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from harimi.service.privacy.documents import Document, DocumentError, Language, Span, document, unchanged
from harimi.service.privacy.facts import (
    About,
    Clause,
    Deadlines,
    Fees,
    Item,
    Name,
    PolicyFacts,
    Purpose,
    Statistics,
    TermsFacts,
)
from harimi.service.privacy.folding import fold

HERE = Path(__file__).parent
POLICIES, TERMS = HERE / "policies", HERE / "terms"
VERSION = 1
"""The policy version that is published next; earlier ones stay for what was published under them."""
PROVISION = ("2-2(1)", "2-2(2)", "2-2(3)", "2-2(4)")
_Told = TypeVar("_Told", bound=BaseModel)
_REFERENCE = re.compile(r"terms (\d+) (§\S+)")


@dataclass(frozen=True)
class Terms:
    """A version of the terms of use."""

    version: int
    clauses: Mapping[str, Clause]
    texts: Mapping[Language, Document]


@dataclass(frozen=True)
class Manifest:
    """A policy version: its texts with their clauses, and the facts that stand in them."""

    version: int
    terms: Terms
    clauses: Mapping[str, Clause]
    items: Mapping[str, Item]
    purposes: Mapping[str, Purpose]
    fees: Fees
    deadlines: Deadlines
    statistics: Statistics
    texts: Mapping[Language, Document]
    procedure: Mapping[Language, str]
    parts: Mapping[str, Name] = field(default_factory=dict)
    held: Mapping[str, Any] = field(default_factory=dict)

    def allowed(self, purpose: str, item: str) -> bool:
        """Whether the matrix lets this purpose use this item; consents and stops are the gate's to ask."""
        return item in self.purposes[purpose].items and self.items[item].collectable

    def contract_clause(self, reference: str) -> str | None:
        """The Japanese text of a clause named as in `terms 1 §7(2)`; None where these terms have none."""
        found = _REFERENCE.fullmatch(reference)
        if not found or int(found[1]) != self.terms.version or found[2] not in self.terms.clauses:
            return None
        return self.terms.texts["ja"].clause(found[2])


@cache
def current() -> Manifest:
    """The policy version that is published next."""
    return load(POLICIES / str(VERSION))


def version(number: int) -> Manifest:
    """An earlier or the current policy version."""
    return current() if number == VERSION else _earlier(POLICIES / str(number))


@cache
def _earlier(folder: Path) -> Manifest:
    return load(folder)


def load(folder: Path, *, terms: Path | None = None, folding: Callable[[str], str] = fold) -> Manifest:
    """The manifest in a folder and its terms of use; a `DocumentError` where anything does not fit together."""
    told = _toml(folder)
    held = {key: told.pop(key) for key in [*told] if key.startswith("held")}
    found = _checked(PolicyFacts, told, folder)
    if found.policy.terms is None:
        raise DocumentError(f"{folder / 'manifest.toml'}: [policy] names no `terms`, from which its words come.")
    made = Manifest(
        version=found.policy.version,
        terms=load_terms((terms or TERMS) / str(found.policy.terms), folding),
        clauses=found.clauses,
        items=found.items,
        purposes=found.purposes,
        fees=found.fees,
        deadlines=found.deadlines,
        statistics=found.statistics,
        texts=_documents(folder, found.policy, found.clauses, folding),
        procedure=_procedure(folder, found.policy),
        parts=found.parts,
        held=held,
    )
    _fits(made, folder)
    return made


def load_terms(folder: Path, folding: Callable[[str], str] = fold) -> Terms:
    """The terms of use in a folder."""
    if not (folder / "manifest.toml").is_file():
        raise DocumentError(f"there are no terms of use in {folder}; a policy is nothing without the terms that it names.")
    found = _checked(TermsFacts, _toml(folder), folder)
    return Terms(found.terms.version, found.clauses, _documents(folder, found.terms, found.clauses, folding))


def _toml(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DocumentError(f"{path} cannot be read: {error}") from error


def _checked(kind: type[_Told], told: dict[str, Any], folder: Path) -> _Told:
    try:
        return kind.model_validate(told)
    except ValidationError as error:
        lines = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise DocumentError(f"{folder / 'manifest.toml'}: {lines}") from error


def _bytes(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise DocumentError(f"{folder / name} cannot be read: {error.strerror}") from error


def _documents(
    folder: Path, about: About, clauses: Mapping[str, Clause], folding: Callable[[str], str]
) -> dict[Language, Document]:
    return {
        language: document(
            str(folder / text.file), _bytes(folder, text.file), text.sha256, _spans(clauses, language, folder), folding
        )
        for language, text in about.texts.items()
    }


def _spans(clauses: Mapping[str, Clause], language: Language, folder: Path) -> dict[str, Span]:
    spans = {name: clause.ja if language == "ja" else clause.en for name, clause in clauses.items()}
    if lacking := [name for name, span in spans.items() if span is None]:
        raise DocumentError(f"{folder / 'manifest.toml'}: clause {lacking[0]} has no place in the text of language {language}.")
    return {name: span for name, span in spans.items() if span is not None}


def _procedure(folder: Path, about: About) -> dict[Language, str]:
    return {
        language: unchanged(str(folder / text.file), _bytes(folder, text.file), text.sha256)
        for language, text in about.procedure.items()
    }


def _fits(made: Manifest, folder: Path) -> None:
    """Items and purposes name clauses and each other, and an item that section 1 does not name has its contract."""
    faults = [*_item_faults(made), *_purpose_faults(made), *_wait_faults(made)]
    if faults:
        raise DocumentError(f"{folder / 'manifest.toml'}: {'; '.join(faults)}.")


def _item_faults(made: Manifest) -> Iterator[str]:
    for name, item in made.items.items():
        if item.clause not in made.clauses:
            yield f"item {name} names clause {item.clause}, which there is not"
        if item.consent and item.consent not in made.clauses:
            yield f"item {name} asks for consent under {item.consent}, which there is not"
        if item.contract and made.contract_clause(item.contract) is None:
            yield f"item {name} stands on {item.contract}, which the terms of use do not have"
        if item.collectable and not item.contract and not item.clause.startswith("1("):
            yield f"item {name} is collectable, but neither section 1 nor a clause of the terms of use (`contract`) names it"


def _wait_faults(made: Manifest) -> Iterator[str]:
    for name, clause in made.clauses.items():
        for test, part in clause.waits.items():
            if part not in made.parts or test not in clause.tests:
                yield f"clause {name} says that {test} waits for {part}; name a test of the clause and one of [parts]"


def _purpose_faults(made: Manifest) -> Iterator[str]:
    for name, purpose in made.purposes.items():
        if purpose.clause not in made.clauses:
            yield f"purpose {name} names clause {purpose.clause}, which there is not"
        if unknown := set(purpose.items) - set(made.items):
            yield f"purpose {name} uses {', '.join(sorted(unknown))}, which is no item"
        parent = made.purposes.get(purpose.parent)
        if purpose.clause == "2-2(5)" and (parent is None or parent.clause not in PROVISION):
            yield f"purpose {name} accompanies nothing; name its `parent`, a purpose of 2-2(1) to 2-2(4)"
