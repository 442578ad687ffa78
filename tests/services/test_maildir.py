"""Mail in a Maildir: each is read once, whoever dies meanwhile, and never by more than two."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection
from django.utils import timezone
from pydantic import ValidationError

from harimi.cli import main
from harimi.service.notices import incoming
from harimi.service.notices import maildir as maildir_module
from harimi.service.notices.incoming import Taken
from harimi.service.notices.maildir import sweep
from harimi.service.project.config import Config
from harimi.service.support.models import Case, Message
from tests.services.inquiries import letter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


@pytest.fixture
def maildir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "mail"
    for one in ("new", "cur", "tmp"):
        (folder / one).mkdir(parents=True)
    monkeypatch.setattr(django_settings, "HARIMI", django_settings.HARIMI.model_copy(update={"mail_in": folder}))
    return folder


def test_what_is_ours_goes_and_the_rest_stays_as_read(maildir: Path) -> None:
    (maildir / "new" / "1.host").write_bytes(bytes(letter()))
    (maildir / "new" / "2.host").write_bytes(b"Subject: Lunch?\n\nNoon")
    assert sweep() == 2
    assert sweep() == 0
    assert [one.name for one in (maildir / "cur").iterdir()] == ["2.host:2,S"]
    assert Case.objects.count() == 1


def test_while_the_database_is_away_mail_stays_where_it_is(maildir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: EmailMessage) -> bool:
        raise OperationalError

    monkeypatch.setattr(incoming, "_HANDLERS", [away])
    (maildir / "new" / "1.host").write_bytes(b"Subject: x\n\n")
    with pytest.raises(OperationalError):
        sweep()
    assert (maildir / "new" / "1.host").exists()


def _names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def _later(minutes: int = 16) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


def test_a_mail_of_which_a_worker_dies_is_read_once_more_and_no_third_time(
    maildir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(_: bytes) -> Taken:
        raise SystemExit

    monkeypatch.setattr("harimi.service.notices.maildir.take_in", dies)
    (maildir / "new" / "1.host").write_bytes(b"Subject: x\n\n")
    with pytest.raises(SystemExit):
        sweep()
    assert (sweep(), sweep(_later(14)), _names(maildir / "cur")) == (0, 0, ["1.host:2,a"]), "somebody may be at it"
    with pytest.raises(SystemExit):
        sweep(_later())
    assert (sweep(_later()), _names(maildir / "cur")) == (0, ["1.host:2,F"])


def test_while_the_database_is_away_a_mail_keeps_its_second_time(maildir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: EmailMessage) -> bool:
        raise OperationalError

    (maildir / "cur" / "1.host:2,a").write_bytes(b"Subject: x\n\n")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(incoming, "_HANDLERS", [away])
        with pytest.raises(OperationalError):
            sweep(_later())
    assert _names(maildir / "cur") == ["1.host:2,a"]
    assert (sweep(_later()), _names(maildir / "cur")) == (1, ["1.host:2,S"])


@pytest.mark.parametrize("name", ["1.host:2,", "1.host:2,S", "1.host:2,F", "1.host"])
def test_what_a_mail_program_put_there_is_left_alone(maildir: Path, name: str) -> None:
    (maildir / "cur" / name).write_bytes(b"Subject: x\n\n")
    assert (sweep(_later()), _names(maildir / "cur")) == (0, [name])


_SWEEPS = """
import time
from harimi.service.project.setup import set_up
set_up()
from harimi.service.notices import incoming, maildir
def at_it(mail):
    print("at it", flush=True)
    time.sleep(60)
incoming._HANDLERS[:] = [at_it]
maildir.sweep()
"""


def test_a_mail_whose_worker_was_killed_is_taken_by_exactly_one_other(maildir: Path, tmp_path: Path) -> None:
    (maildir / "new" / "1.host").write_bytes(bytes(letter("Why?")))
    own = {"HARIMI_SECRET_KEY": "x", "HARIMI_DATA_DIR": str(tmp_path), "HARIMI_MAIL_IN": str(maildir)}
    worker = subprocess.Popen([sys.executable, "-c", _SWEEPS], stdout=subprocess.PIPE, env={**os.environ, **own})
    assert worker.stdout is not None
    with worker:
        assert worker.stdout.readline() == b"at it\n"
        assert (sweep(), _names(maildir / "cur")) == (0, ["1.host:2,a"])
        worker.kill()
    assert (_names(maildir / "new"), _names(maildir / "cur"), Case.objects.count()) == ([], ["1.host:2,a"], 0)
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(_swept, range(4))) == 1
    assert (_names(maildir / "cur"), Case.objects.count()) == ([], 1)


def test_a_mail_that_was_taken_already_when_its_worker_was_killed_is_one_case(
    maildir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken_and_killed(raw: bytes) -> Taken:
        incoming.take_in(raw)
        raise SystemExit

    (maildir / "new" / "1.host").write_bytes(bytes(letter("Why?")))
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(maildir_module, "take_in", taken_and_killed)
        with pytest.raises(SystemExit):
            sweep()
    assert (sweep(_later()), _names(maildir / "cur")) == (1, [])
    assert Message.objects.count() == Case.objects.count() == 1


def _swept(_: int) -> int:
    try:
        return sweep(_later())
    finally:
        connection.close()


def test_a_folder_among_the_mail_and_a_mail_that_another_sweep_took_end_no_sweep(
    maildir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("1.host", "3.host"):
        (maildir / "new" / name).write_bytes(b"Subject: x\n\n")
    (maildir / "new" / "2.folder").mkdir()
    listed = [(one, maildir / "cur" / one.name, maildir_module.FIRST) for one in sorted((maildir / "new").iterdir())]
    (maildir / "new" / "1.host").unlink()
    monkeypatch.setattr(maildir_module, "_found", lambda *_: listed)
    assert sweep() == 1
    assert [one.name for one in (maildir / "cur").iterdir()] == ["3.host:2,S"]


def test_a_folder_that_is_no_maildir_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="is no Maildir"):
        Config(mail_in=tmp_path)


def test_the_command_sweeps_a_maildir(
    maildir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("harimi.cli.mail_in.ready", lambda: None)
    (maildir / "new" / "1.host").write_bytes(b"Subject: x\n\n")
    assert main(["mail-in", "--sweep"]) == 0
    assert capsys.readouterr().out == "1 messages were read\n"
