"""For all tests: hypothesis measures behaviour, not the speed of a busy machine; a full run notes which clauses were proven."""

import gc

import pytest
from hypothesis import settings

from tests import clauses

settings.register_profile("harimi", deadline=None)
settings.load_profile("harimi")
OUTCOMES = clauses.Outcomes()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every process that runs tests marks its own."""
    clauses.mark(items)


def pytest_collection_finish() -> None:
    """What was collected stays, and is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Reports of all processes come together in the one that began."""
    OUTCOMES.note(report)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Written once, by the process that began."""
    if clauses.asked() and not hasattr(session.config, "workerinput"):
        from harimi.service.project.config import config

        OUTCOMES.write(config().engine)
