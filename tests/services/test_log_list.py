"""docs/how/logs.md names every line that the service writes to its log, with its level, part and keys, and no other."""

import ast
from collections.abc import Iterator
from pathlib import Path

from harimi.service.privacy.held import held

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
METHODS = {f"log.{level}": level for level in ("debug", "info", "warning", "error", "critical")} | {"log.exception": "error"}
Line = tuple[str, str, str, frozenset[str]]
"""Event, level, logger, keys."""


def test_the_list_of_lines_is_what_the_service_writes() -> None:
    assert _listed() == set(_written())


def test_every_key_is_mapped_so_that_none_is_dropped() -> None:
    assert {key for *_, keys in _written() for key in keys} <= set(held().named["logs"])


def _listed() -> set[Line]:
    rows = [line.split("|")[1:-1] for line in (ROOT / "docs/how/logs.md").read_text().splitlines() if line.startswith("| `")]
    told = [[cell.strip().replace("`", "") for cell in row] for row in rows]
    return {(event, level, logger, frozenset(keys.split(", ")) - {""}) for event, level, logger, keys, _ in told}


def _written() -> Iterator[Line]:
    for path in sorted((SOURCE / "harimi/service").rglob("*.py")):
        tree = ast.parse(path.read_text())
        logger = _logger(tree, ".".join(path.relative_to(SOURCE).with_suffix("").parts))
        for call in _calls(tree):
            keys = frozenset(_keys(call, tree))
            for event in _events(call.args[0], tree):
                yield event, METHODS[ast.unparse(call.func)], logger, keys


def _logger(tree: ast.Module, module: str) -> str:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "log" and isinstance(node.value, ast.Call):
            named = node.value.args[0]
            return named.value if isinstance(named, ast.Constant) else module  # type: ignore[return-value]
    return module


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in METHODS:
            yield node


def _events(told: ast.expr, tree: ast.Module) -> list[str]:
    """The fixed words, or all that the dictionary has from which they are taken."""
    if isinstance(told, ast.Subscript):
        return list(ast.literal_eval(_assigned(ast.unparse(told.value), tree)).values())
    return [ast.literal_eval(told)]


def _keys(call: ast.Call, tree: ast.Module) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg:
            yield keyword.arg
            continue
        several = _assigned(ast.unparse(keyword.value), tree)
        assert isinstance(several, ast.Dict)
        yield from (str(ast.literal_eval(key)) for key in several.keys if key)


def _assigned(name: str, tree: ast.Module) -> ast.expr:
    return next(node.value for node in ast.walk(tree) if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name)
