"""The log: fixed words and mapped keys; nothing about a person, whatever raises or whoever logs."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog
from django.test import Client

from harimi.service.privacy import logs
from tests.services.world import person

WHO = "sakura@example.jp"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the service's handler writes, all loggers together."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter())
    root.addHandler(handler)
    level, root.level = root.level, logging.DEBUG
    yield stream
    root.removeHandler(handler)
    root.level = level


def test_a_line_is_fixed_words_and_mapped_keys(lines: io.StringIO) -> None:
    structlog.stdlib.get_logger("harimi.test").warning("a picture was late", row=7)
    assert 'level=warning logger=harimi.test event="a picture was late" row=7' in lines.getvalue()


@pytest.mark.clause("PP-1(2)2a")
def test_a_key_that_nobody_mapped_is_dropped_and_counted(lines: io.StringIO) -> None:
    before = logs.dropped
    structlog.stdlib.get_logger("harimi.test").info("signed in", mail=WHO)
    assert WHO not in lines.getvalue()
    assert logs.dropped > before


def test_of_an_exception_its_kind_and_place_are_kept_not_its_message(lines: io.StringIO) -> None:
    try:
        raise ValueError(WHO)
    except ValueError:
        structlog.stdlib.get_logger("harimi.test").exception("it failed", row=1)
    assert "error=ValueError" in lines.getvalue()
    assert "test_logs.py:" in lines.getvalue()
    assert WHO not in lines.getvalue()


@pytest.mark.parametrize("args", [(f"mail to {WHO}",), ("mail to %s", WHO)])
def test_what_a_library_fills_in_is_not_kept(lines: io.StringIO, args: tuple[str, ...]) -> None:
    logging.getLogger("some.library").error(*args)
    assert "logger=some.library" in lines.getvalue()
    assert ("mail to %s" in lines.getvalue()) is (len(args) == 2)
    assert WHO not in lines.getvalue()


def test_what_the_database_says_of_itself_is_kept(lines: io.StringIO) -> None:
    logging.getLogger("psycopg.pool").warning("error connecting in %r: %s", "pool-1", "no such database")
    assert "no such database" in lines.getvalue()


@pytest.mark.django_db
def test_a_page_that_breaks_logs_no_address_and_no_form(lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError(f"no such person: {WHO}")

    monkeypatch.setattr("harimi.service.pages.views_list.organizations_of", breaks)
    client = Client(raise_request_exception=False)
    client.force_login(person(WHO))
    assert client.get(f"/?token={WHO}").status_code == 500
    client.post("/accounts/login/", {"login": WHO, "password": WHO})
    client.get(f"/no-such-page/{WHO}")
    assert 'event="Internal Server Error" name=home status=500 error=RuntimeError' in lines.getvalue()
    assert 'logger=django.request event="Not Found" status=404' in lines.getvalue()
    assert WHO not in lines.getvalue()


@pytest.mark.django_db
def test_a_form_that_another_site_sent_is_logged_by_its_page(lines: io.StringIO) -> None:
    Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": WHO}, headers={"Origin": f"https://{WHO}"})
    assert "logger=django.security.csrf event=Forbidden name=account_login status=403" in lines.getvalue()
    assert WHO not in lines.getvalue()
