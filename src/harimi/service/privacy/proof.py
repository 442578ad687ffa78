"""What proves each clause: its tests with their results in the last full run, and what is still open.

`make test` writes results (`tests/conftest.py`) as `clauses-<database>.json`, tied to the commit that was tested. A test that
did not run is neither passed nor silent: it is open.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from harimi.service.privacy.held import Held
from harimi.service.privacy.manifest import Manifest

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
FOLDER = Path("build")


@dataclass(frozen=True, slots=True)
class Run:
    """One full run of the tests: on which commit and database, and the outcomes by the id of policy.md and the test's name."""

    commit: str
    database: str
    outcomes: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Proof:
    """What stands in `harimi policy check`; see `as_json`."""

    clauses: tuple[Mapping[str, object], ...]
    items: Mapping[str, list[str]]
    unmapped: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """The object that the command prints."""
        return {"clauses": list(self.clauses), "items": self.items, "unmapped": self.unmapped, "open": self.open}

    @property
    def holds(self) -> bool:
        """Whether nothing failed and nothing is unmapped; what is open is told, not a failure."""
        return not self.unmapped and not any(one["failed"] for one in self.clauses)


def runs(folder: Path = FOLDER) -> list[Run]:
    """The last full run on each database."""
    return [Run(**json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("clauses-*.json"))]


def outcomes(test: str, found: Iterable[Run]) -> set[str]:
    """What the runs said of a test, by its id in policy.md."""
    return {told for run in found for told in run.outcomes.get(test, {}).values()}


def proof(manifest: Manifest, held: Held, found: Iterable[Run], commit: str, unmapped: list[str]) -> Proof:
    """Each clause with its tests and which of them failed, the fields of each item, and what is open."""
    known = list(found)
    current = [run for run in known if run.commit == commit]
    return Proof(
        clauses=tuple(_clause(name, manifest, current) for name in manifest.clauses),
        items=fields_of(manifest, held),
        unmapped=unmapped,
        open=[*_stale(known, commit), *_open(manifest, current)],
    )


def fields_of(manifest: Manifest, held: Held) -> dict[str, list[str]]:
    """Where each item is kept."""
    found: dict[str, list[str]] = {name: [] for name in manifest.items}
    for name, place in held.places():
        if place.personal:
            found[place.item].append(name)
    return found


def _clause(name: str, manifest: Manifest, current: list[Run]) -> dict[str, object]:
    """A clause's tests by their ids, what each run says of them, and which failed."""
    ids = manifest.clauses[name].tests
    failed = [one for one in ids if FAILED in outcomes(one, current)]
    return {"id": name, "tests": list(ids), "failed": failed}


def _stale(known: list[Run], commit: str) -> list[str]:
    if not known:
        return ["the tests have not run here; run make test"]
    old = [run for run in known if run.commit != commit]
    return [f"the last run on {run.database} tested another commit ({run.commit[:12] or 'changed files'})" for run in old]


def _open(manifest: Manifest, current: list[Run]) -> list[str]:
    """Tests that wait for a part that is not built, and tests that did not run."""
    lines, seen = [], set()
    for name, clause in manifest.clauses.items():
        for one in clause.tests:
            if one in seen:
                continue
            seen.add(one)
            if one in clause.waits:
                lines.append(f"{one} (clause {name}) waits for {manifest.parts[clause.waits[one]].en}")
            elif current:
                lines += [f"{one} (clause {name}) {why}" for why in _not_run(one, current)]
    return lines


def _not_run(test: str, current: list[Run]) -> list[str]:
    """What of a test did not run, in words: none of it, or some of it on a database."""
    if not outcomes(test, current):
        return ["did not run"]
    skipped = {run.database: [told for told in run.outcomes.get(test, {}).values() if told == SKIPPED] for run in current}
    return [f"was skipped in part on {database} ({len(some)})" for database, some in skipped.items() if some]
