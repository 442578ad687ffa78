"""`harimi policy check`: every test that a clause names exists or waits, and what did not run is told."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harimi.cli import main
from harimi.service.privacy.held import held
from harimi.service.privacy.manifest import current
from harimi.service.privacy.proof import Run, fields_of, proof

TESTS = Path(__file__).parents[1]


def _marked() -> Iterator[str]:
    """The ids of all `@pytest.mark.clause("…")` in the tests' source."""
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.clause":
                yield from (one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str))


NAMED = {one for clause in current().clauses.values() for one in clause.tests}
WAITING = {one for clause in current().clauses.values() for one in clause.waits}


def test_every_test_that_a_clause_names_exists_or_waits_for_a_part() -> None:
    assert NAMED - WAITING - set(_marked()) == set()


def test_no_test_proves_a_clause_that_does_not_name_it() -> None:
    assert set(_marked()) - NAMED == set()


def test_what_exists_waits_no_more() -> None:
    assert WAITING & set(_marked()) == set()


def _run(outcome: str, commit: str = "c1") -> Run:
    return Run(commit, "sqlite", {one: {"tests/x.py::test": outcome} for one in NAMED - WAITING})


def test_passed_tests_of_this_commit_prove_a_clause() -> None:
    found = proof(current(), held(), [_run("passed")], "c1", [])
    assert found.holds
    assert all(not one["failed"] for one in found.clauses)
    assert {line.partition(" ")[0] for line in found.open} == WAITING


def test_a_test_that_failed_proves_nothing() -> None:
    assert not proof(current(), held(), [_run("failed")], "c1", []).holds


def test_a_test_that_was_skipped_is_neither_passed_nor_silent() -> None:
    found = proof(current(), held(), [_run("skipped")], "c1", [])
    assert "PP-1-1 (clause 1) was skipped in part on sqlite (1)" in found.open


def test_results_of_another_commit_do_not_count() -> None:
    found = proof(current(), held(), [_run("failed", "c0")], "c1", [])
    assert found.open[0].startswith("the last run on sqlite tested another commit (c0)")
    assert found.holds


def test_a_test_that_did_not_run_is_open() -> None:
    found = proof(current(), held(), [Run("c1", "sqlite", {"PP-1-1": {"t": "passed"}})], "c1", [])
    assert "PP-1-2 (clause 1) did not run" in found.open


def test_an_unmapped_field_does_not_hold() -> None:
    assert not proof(current(), held(), [], "c1", ["column a.b is there"]).holds


def test_every_item_tells_where_it_is_kept() -> None:
    fields = fields_of(current(), held())
    assert "accounts_user.email" in fields["mail"]
    assert "accounts_organization.name" in fields["name"]
    assert all(not fields[item] for item, told in current().items.items() if not told.collectable)


@pytest.mark.django_db(transaction=True)
def test_the_command_prints_what_the_page_shows(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harimi.cli.policy_service.ready", lambda: None)
    monkeypatch.chdir("/")
    assert main(["policy", "check", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"clauses", "items", "unmapped", "open"}
    assert told["unmapped"] == []
    assert told["open"][0] == "the tests have not run here; run make test"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["statistics", "name"], 1, "含まれていません"),
        (["statistics", "access_log", "--language", "en"], 0, "Allowed. Clause 2-3(1)"),
        (["provision", "mail", "--person", "nobody@example.jp"], 2, ""),
    ],
)
def test_a_use_is_explained_in_words(
    arguments: list[str], status: int, words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harimi.cli.policy_service.ready", lambda: None)
    assert main(["policy", "explain", *arguments]) == status
    assert words in capsys.readouterr().out
