"""Leaving through the pages of a running service leaves nothing of somebody anywhere, and everything of everybody else."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.apps import apps

from harimi.service.backups.recovery import new_recovery_key
from harimi.service.privacy.sealed import SealedTextField
from harimi.service.project.secrets import BACKUP_KEY, BACKUP_RECIPIENT, make_secret, secret_path
from tests.instances.program import absent, open_folder
from tests.instances.redis import Redis
from tests.instances.redis import installed as redis_installed
from tests.instances.swift import KEY, SECRET, Swift
from tests.running import PATIENCE, Running, running
from tests.services.canaries import KANJI
from tests.services.residue.planting import PASSWORD
from tests.services.residue.variants import hashes, variants

LEFT = """
from harimi.service.project.setup import set_up
set_up()
from harimi.service.rights.models import Leaving
print(Leaving.objects.filter(done_at=None).count())
"""


@dataclass(frozen=True)
class Scene:
    """A running service with two people in it, backups beside it."""

    service: Running
    folder: Path
    backups: Path
    ours: dict[str, Any]
    theirs: dict[str, Any]

    def scan(self) -> dict[str, list[str]]:
        """On which surfaces there is something of each of the two, and each of our texts by its column."""
        core, texts = self.ours["core"], self.ours["texts"]
        patterns = {
            "ours": variants(core) | variants(KANJI + core) | hashes(texts.values()),
            "theirs": variants(self.theirs["core"]),
            **{name: {text.encode()} for name, text in texts.items()},
        }
        file = self.folder.parent / "patterns.json"
        file.write_text(json.dumps({name: sorted(one.hex() for one in every) for name, every in patterns.items()}))
        told = self.service.ask("tests.services.residue.scanning", str(file), str(self.folder), str(self.backups))
        found: dict[str, list[str]] = json.loads(told.splitlines()[-1])
        return found

    def rows_of_theirs(self) -> Any:
        """Every row about the one who stays."""
        return json.loads(self.service.ask("tests.services.residue.rows", *self.theirs["subjects"]).splitlines()[-1])


@pytest.fixture(params=["alone", "shared"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """On one machine alone, or with what several share: photographs in a bucket, limits in a Redis."""
    folder, backups = tmp_path / "data", tmp_path / "backups"
    folder.mkdir()
    backups.mkdir()
    make_secret(secret_path(folder, BACKUP_KEY), "42" * 32)
    make_secret(secret_path(folder, BACKUP_RECIPIENT), new_recovery_key()[1])
    settings = {"HARIMI_BACKUP_PLACE": str(backups), "HARIMI_BACKUP_KEYS_FILE": str(tmp_path / "apart" / "keys.age")}
    with ExitStack() as stack:
        if request.param == "shared":
            settings |= _shared(request.getfixturevalue("swift"), stack)
        service = stack.enter_context(running(folder, module="tests.services.residue.planting", settings=settings))
        yield Scene(service, folder, backups, service.seeded["ours"], service.seeded["theirs"])


def _shared(swift: Swift, stack: ExitStack) -> dict[str, str]:
    why = redis_installed()
    if why:
        absent(why)
    redis = Redis(stack.enter_context(open_folder("redis")))
    redis.start()
    stack.callback(redis.stop)
    return {
        "HARIMI_STORE_URL": swift.url.replace("photographs", f"residue-{uuid4().hex[:8]}"),
        "HARIMI_STORE_KEY_ID": KEY,
        "HARIMI_STORE_SECRET": SECRET,
        "HARIMI_REDIS_URL": redis.url,
    }


@pytest.mark.clause("PP-8-1(2)a")
@pytest.mark.clause("PP-3-2g")
def test_nothing_is_left_of_who_leaves_and_everything_of_who_stays(scene: Scene) -> None:
    assert (scene.ours["empty"], scene.theirs["empty"]) == ([], [])
    scene.service.ask("harimi", "backup")
    before, theirs = scene.scan(), scene.rows_of_theirs()
    _positive_controls(scene, before)
    _erased(scene, _leave(scene))
    scene.service.ask("harimi", "backup")
    after = scene.scan()
    assert after["ours"] == []
    assert set(after["theirs"]) >= {one for one in before["theirs"] if one.startswith("table")}
    assert scene.rows_of_theirs() == theirs


def _positive_controls(scene: Scene, before: dict[str, list[str]]) -> None:
    """What is not found before cannot be missed after."""
    sealed = _sealed()
    for name in scene.ours["texts"]:
        expected = [] if name in sealed else [f"table {name.partition('.')[0]}"]
        assert [one for one in before[name] if one in expected] == expected, name
        assert expected or before[name] == [], name
    assert any(one.startswith("store ") for one in before["ours"])
    if not scene.service.environment["HARIMI_DATABASE_URL"]:
        assert any(one.startswith("file harimi.sqlite3") for one in before["ours"])


def _sealed() -> set[str]:
    """Columns of which the database never holds the text itself."""
    every = [(model._meta.db_table, one) for model in apps.get_models() for one in model._meta.concrete_fields]
    return {f"{table}.{one.column}" for table, one in every if isinstance(one, SealedTextField)}


def _leave(scene: Scene) -> str:
    """Through the pages alone: the contract ends, all of it is erased, the account is closed; the page of the receipt."""
    with httpx.Client(base_url=scene.service.url, follow_redirects=True, timeout=30) as browser:
        _send(browser, "/accounts/login/", login=scene.ours["email"], password="not this one")
        _send(browser, "/accounts/login/", login=scene.ours["email"], password=PASSWORD)
        page = f"/account/organization/{scene.ours['organization']}/contract"
        _send(browser, page, to=f"{page}/step", action="end", sure="yes")
        _send(browser, "/accounts/reauthenticate/", password=PASSWORD, next=f"{page}/step")
        _send(browser, page, to=f"{page}/step", action="erase", sure="yes")
        answer = _send(browser, "/account/leave", sure="yes")
        assert answer.url.path.startswith("/leaving/")
        return answer.url.path


def _send(browser: httpx.Client, page: str, to: str = "", **form: str) -> httpx.Response:
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(page).text)
    assert token is not None
    answer = browser.post(to or page, data={**form, "csrfmiddlewaretoken": token[1]})
    assert answer.status_code == 200, (page, answer.status_code)
    return answer


def _erased(scene: Scene, receipt: str) -> None:
    """Waits until everybody who left is erased."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        page = httpx.get(f"{scene.service.url}{receipt}").text
        if 'data-state="erased"' in page and scene.service.ask_code(LEFT).strip() == "0":
            return
        time.sleep(0.5)
    raise AssertionError("nobody was erased in time")
