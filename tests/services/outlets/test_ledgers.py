"""A month as a file: sent once it is over, again where it was corrected, and never half a file."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from django.core import mail
from django.utils import timezone
from openpyxl import load_workbook

from harimi.service.accounts.models import User
from harimi.service.meters.models import Site
from harimi.service.notices.sending import send_one as send_letter
from harimi.service.outlets.ledgers.planning import plan
from harimi.service.outlets.ledgers.sending import send_one
from harimi.service.outlets.ledgers.services import Wanted, make_ledger, remove, send_now, switch
from harimi.service.outlets.models import Ledger, LedgerMonth
from harimi.service.outlets.services import OutletError
from harimi.service.readings.models import State
from harimi.service.third_parties.models import Instruction, Provision
from tests.instances.sftp import PASSWORD, USER, Sftp
from tests.services.outlets.scene import asked, customer, say, water
from tests.services.world import person

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]
APRIL = date(2026, 4, 1)


@pytest.fixture
def server(tmp_path: Path, settings: Any) -> Iterator[Sftp]:
    """The customer's own, on this machine, which the operator lets them reach."""
    settings.HARIMI = settings.HARIMI.model_copy(update={"inside": "127.0.0.1"})
    made = Sftp(tmp_path / "files")
    made.start()
    yield made
    made.stop()


def _by_sftp(server: Sftp, owner: User, site: Site, **changed: Any) -> Ledger:
    told = {"url": server.url, "user": USER, "password": PASSWORD, **changed}
    wanted = Wanted("Books", "sftp", "csv", "en", 3, settings=told, recipient="Me", country="JP")
    return make_ledger(site.organization, wanted, asked(owner), actor=owner)


def _sent() -> None:
    while send_one():
        pass


def _again() -> None:
    LedgerMonth.objects.exclude(due_at=None).update(due_at=timezone.now())
    _sent()


def _rows(server: Sftp, name: str) -> list[dict[str, str]]:
    text = (server.folder / name).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_month_is_laid_into_the_folder_once_it_is_over(server: Sftp) -> None:
    owner, site = customer()
    register = water(site, "=Water")
    say(register, 1, 1000)
    say(register, 200, 1450)
    ledger = _by_sftp(server, owner, site)
    assert plan(datetime(2026, 5, 1, tzinfo=UTC)) == 1
    assert plan(datetime(2026, 5, 9, tzinfo=UTC)) == 0
    row = LedgerMonth.objects.get()
    assert (row.month, row.due_at) == (APRIL, datetime(2026, 5, 2, 21, 0, tzinfo=UTC)), "six in the morning of the third"
    _sent()
    assert [one.name for one in server.folder.iterdir()] == ["harimi-2026-04.csv"]
    line = _rows(server, "harimi-2026-04.csv")[0]
    assert (line["Meter"], line["Usage"], line["Unit"]) == ("'=Water", "45.0", "m³")
    assert Provision.objects.get().times == 1
    _again()
    send_now(ledger, APRIL)
    _sent()
    assert sorted(one.name for one in server.folder.iterdir()) == ["harimi-2026-04-v2.csv", "harimi-2026-04.csv"]


def test_a_corrected_month_is_sent_again_and_an_unchanged_one_is_not(server: Sftp) -> None:
    owner, site = customer()
    register, other = water(site), water(site, "Other")
    for one in (register, other):
        say(one, 1, 1000)
        say(one, 200, 1450)
    ledger = _by_sftp(server, owner, site)
    send_now(ledger, APRIL)
    _sent()
    LedgerMonth.objects.update(due_at=timezone.now())
    _sent()
    say(other, 200, 1450, State.CONFIRMED)
    assert LedgerMonth.objects.get().due_at is None, "confirmed is no other value"
    say(register, 200, 1400, State.CORRECTED)
    due = LedgerMonth.objects.get().due_at
    assert due is not None
    assert timezone.now() < due < timezone.now() + timedelta(days=2)
    _again()
    assert sorted(one.name for one in server.folder.iterdir()) == ["harimi-2026-04-v2.csv", "harimi-2026-04.csv"]
    used = {line["Meter"]: line["Usage"] for line in _rows(server, "harimi-2026-04-v2.csv")}
    assert used == {"Water": "40.0", "Other": "45.0"}


def test_a_server_that_is_away_gets_it_later_and_what_is_wrong_is_named(server: Sftp) -> None:
    owner, site = customer()
    say(water(site), 1, 1000)
    ledger = _by_sftp(server, owner, site, folder="/none")
    send_now(ledger, APRIL)
    _sent()
    assert LedgerMonth.objects.get().fault == "folder"
    (server.folder / "none").mkdir()
    server.stop()
    _again()
    assert LedgerMonth.objects.get().fault == "unreached"
    key, server.key = server.key, asyncssh.generate_private_key("ssh-ed25519")
    server.start()
    _again()
    assert LedgerMonth.objects.get().fault == "host_key"
    server.stop()
    server.key = key
    server.start()
    ledger.settings = ledger.settings.replace(PASSWORD, "wrong")
    ledger.save()
    _again()
    assert LedgerMonth.objects.get().fault == "login"
    ledger.settings = ledger.settings.replace("wrong", PASSWORD)
    ledger.save()
    _again()
    assert (LedgerMonth.objects.get().fault, LedgerMonth.objects.get().version) == ("", 1)
    assert [one.name for one in (server.folder / "none").iterdir()] == ["harimi-2026-04.csv"]


def test_a_member_gets_it_by_mail(settings: Any) -> None:
    settings.MAIL_KEEPER = "django.core.mail.backends.locmem.EmailBackend"
    owner, site = customer()
    register = water(site)
    say(register, 1, 1000)
    say(register, 200, 1450)
    wanted = Wanted("台帳", "mail", "xlsx", "ja", 1, reader=owner)
    ledger = make_ledger(site.organization, wanted, asked(owner), actor=owner)
    assert ledger.instruction is None
    send_now(ledger, APRIL)
    _sent()
    assert send_letter()
    letter = mail.outbox[0]
    assert (letter.to, "2026年4月の検針台帳" in letter.subject) == ([owner.email], True)
    part: Any = letter.attachments[0]
    assert part.get_filename() == "harimi-2026-04.xlsx"
    book = load_workbook(io.BytesIO(part.get_payload(decode=True)))
    assert 45 in [cell.value for row in book.worksheets[1].iter_rows() for cell in row]


def test_a_ledger_is_for_members_and_for_places_outside(server: Sftp) -> None:
    owner, site = customer()
    stranger = person("stranger@example.jp")
    with pytest.raises(OutletError, match="reader"):
        make_ledger(site.organization, Wanted("Books", "mail", "csv", "en", 1, reader=stranger), asked(owner), actor=owner)
    for url, code in (
        ("sftp://127.0.0.1:9", "unreached"),
        ("sftp://10.0.0.1", "inside"),
        ("ftp://127.0.0.1", "scheme"),
        ("", "scheme"),
    ):
        with pytest.raises(OutletError, match=code):
            _by_sftp(server, owner, site, url=url)
    assert not Instruction.objects.exists()
    made = _by_sftp(server, owner, site)
    send_now(made, APRIL)
    switch(made, on=False, actor=owner)
    _sent()
    assert list(server.folder.iterdir()) == []
    remove(made, actor=owner)
    assert not Instruction.objects.filter(ended_at=None).exists()
