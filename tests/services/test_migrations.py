"""Migrations since the last release only add, so that its machines serve on beside the new database."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from tests.services.expanding import faults

RELEASED = json.loads((Path(__file__).parent / "released.json").read_text())
"""The last migration of each app in the last release; a release writes it anew, and empties `CONTRACTED`."""
CONTRACTED: dict[str, str] = {}
"""Migrations that take something away, as `app.name`, and why no machine of the last release uses it."""


def test_migrations_since_the_last_release_only_add() -> None:
    found = {name: told for name, told in _found() if told and name not in CONTRACTED}
    assert found == {}


def _found() -> Iterator[tuple[str, list[str]]]:
    """Faults of each migration that the last release has not."""
    loader = MigrationLoader(None)
    plan = loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True)
    released = {key for app, name in RELEASED.items() for key in loader.graph.forwards_plan((app, name))}
    state = ProjectState()
    for key in [each for each in plan if each in released]:
        loader.graph.nodes[key].mutate_state(state, preserve=False)
    for key in [each for each in plan if each not in released]:
        migration = loader.graph.nodes[key]
        told = list(faults(migration, state))
        migration.mutate_state(state, preserve=False)
        if migration.__module__.startswith("harimi."):
            yield ".".join(key), told


def _state() -> ProjectState:
    state = ProjectState()
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20)),
        ("note", _note(null=True)),
    ]
    state.add_model(ModelState("meters", "Meter", fields))
    return state


def _note(**options: object) -> "models.TextField[object, object]":
    return models.TextField(**options)  # type: ignore[arg-type]


GOOD = [
    ops.AddField("meter", "colour", _note(null=True)),
    ops.AddField("meter", "colour", _note(db_default="")),
    ops.AlterField("meter", "name", models.CharField(max_length=30)),
    ops.AlterField("meter", "note", _note(null=True, blank=True)),
    ops.AddIndex("meter", models.Index(fields=["name"], name="by_name")),
    ops.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
    ops.SeparateDatabaseAndState(state_operations=[ops.RemoveField("meter", "note")]),
    ops.RunPython(ops.RunPython.noop),
]
BAD = [
    ops.AddField("meter", "colour", _note(default="")),
    ops.RemoveField("meter", "note"),
    ops.RenameField("meter", "note", "words"),
    ops.DeleteModel("Meter"),
    ops.RenameModel("Meter", "Gauge"),
    ops.AlterModelTable("Meter", "gauges"),
    ops.AlterField("meter", "name", models.CharField(max_length=10)),
    ops.AlterField("meter", "name", models.CharField(max_length=20, unique=True)),
    ops.AlterField("meter", "note", _note(default="")),
    ops.AlterField("meter", "note", models.IntegerField(null=True)),
    ops.AddConstraint("meter", models.UniqueConstraint(fields=["name"], name="one_name")),
    ops.RunSQL("SELECT 1"),
    ops.SeparateDatabaseAndState(database_operations=[ops.RemoveField("meter", "note")]),
]


@pytest.mark.parametrize("operation", GOOD, ids=lambda operation: operation.describe())
def test_what_adds_is_fine(operation: Operation) -> None:
    assert list(faults(_only(operation), _state())) == []


@pytest.mark.parametrize("operation", BAD, ids=lambda operation: operation.describe())
def test_what_takes_away_is_not(operation: Operation) -> None:
    assert len(list(faults(_only(operation), _state()))) == 1


def _only(operation: Operation) -> Migration:
    return type("Only", (Migration,), {"operations": [operation]})("0002", "meters")
