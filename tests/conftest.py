"""For all tests: hypothesis measures behaviour, not the speed of a busy machine; a full run notes which clauses were proven."""

import pytest
from hypothesis import settings

from tests import clauses

settings.register_profile("harimi", deadline=None)
settings.load_profile("harimi")
OUTCOMES = clauses.Outcomes()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every process that runs tests marks its own."""
    clauses.mark(items)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Reports of all processes come together in the one that began."""
    OUTCOMES.note(report)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Written once, by the process that began."""
    if clauses.asked() and not hasattr(session.config, "workerinput"):
        from harimi.service.project.config import config

        OUTCOMES.write(config().engine)
