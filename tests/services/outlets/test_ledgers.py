"""A month as a file: sent once it is over, again where it was corrected, and never half a file."""

import csv
import io
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import asyncssh
import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from harimi.service.accounts.models import Membership, Organization, User
from harimi.service.egress.posting import NotPostedError
from harimi.service.meters.models import Register, Site
from harimi.service.notices.models import Message
from harimi.service.notices.sending import send_one as send_letter
from harimi.service.outlets.ledgers import files
from harimi.service.outlets.ledgers.files import Written, written_by
from harimi.service.outlets.ledgers.planning import came, next_morning, plan
from harimi.service.outlets.ledgers.sending import send_one, waiting
from harimi.service.outlets.ledgers.services import make_ledger, remove, send_now, switch
from harimi.service.outlets.ledgers.wanted import Wanted
from harimi.service.outlets.models import Ledger, LedgerMonth
from harimi.service.outlets.services import OutletError
from harimi.service.platform.leases import claim
from harimi.service.readings.models import Attempt, State
from harimi.service.readings.recounting import count_anew, recount_one
from harimi.service.readings.writing import Said, write
from harimi.service.third_parties.models import Instruction, Provision
from tests.instances.sftp import PASSWORD, USER, Sftp
from tests.services.outlets.scene import START, asked, customer, heard, say, water
from tests.services.world import member, person

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]
APRIL = date(2026, 4, 1)


def _by_sftp(sftp: Sftp, owner: User, site: Site, **changed: Any) -> Ledger:
    told = {"url": sftp.url, "user": USER, "password": PASSWORD, **changed}
    wanted = Wanted("Books", "sftp", "csv", "en", 3, settings=told, recipient="Me", country="JP")
    return make_ledger(site.organization, wanted, asked(owner), actor=owner)


def _sent() -> None:
    while send_one():
        pass


def _again() -> None:
    LedgerMonth.objects.exclude(due_at=None).update(due_at=timezone.now())
    _sent()


def _files(sftp: Sftp) -> list[str]:
    return sorted(one.name for one in sftp.folder.iterdir())


def _by_mail(owner: User, site: Site, reader: User, **changed: Any) -> Ledger:
    wanted = Wanted(**{"name": "Books", "way": "mail", "form": "csv", "language": "en", "day": 3, "reader": reader, **changed})
    return make_ledger(site.organization, wanted, asked(owner), actor=owner)


def _used(site: Site) -> Register:
    """A meter that counted in April."""
    register = water(site)
    say(register, 1, 1000)
    say(register, 200, 1450)
    return register


def _read(register: Register) -> Attempt:
    """A photograph is read now."""
    told: dict[str, Any] = {"alternatives": [], "reasons": [], "evidence": {}}
    return Attempt.objects.create(register=register, models_used="test", taken_at=START, **told)


def _come(register: Register, hour: float, attempt: Attempt) -> None:
    """What it shows is heard of."""
    write(register, START + timedelta(hours=hour), Said(1450, 0, State.CONFIRMED, 0.99, attempt), why="test")
    heard()


def _posted() -> list[tuple[str, list[str]]]:
    """What arrived: headings, and names of files."""
    while send_letter():
        pass
    found: list[Any] = list(mail.outbox)
    return [(one.subject, [part.get_filename() for part in one.attachments]) for one in found]


def _rows(sftp: Sftp, name: str) -> list[dict[str, str]]:
    text = (sftp.folder / name).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_month_is_laid_into_the_folder_once_it_is_over(sftp: Sftp) -> None:
    owner, site = customer()
    register = water(site, "=Water")
    say(register, 1, 1000)
    say(register, 200, 1450)
    ledger = _by_sftp(sftp, owner, site)
    assert plan(datetime(2026, 5, 1, tzinfo=UTC)) == 1
    assert plan(datetime(2026, 5, 9, tzinfo=UTC)) == 0
    row = LedgerMonth.objects.get()
    assert (row.month, row.due_at) == (APRIL, datetime(2026, 5, 2, 21, 0, tzinfo=UTC)), "six in the morning of the third"
    _sent()
    name = f"harimi-2026-04-{str(ledger.pk)[:8]}.csv"
    assert _files(sftp) == [name]
    line = _rows(sftp, name)[0]
    assert (line["Meter"], line["Usage"], line["Unit"]) == ("'=Water", "45.0", "m³")
    assert Provision.objects.get().times == 1
    _again()
    assert Provision.objects.get().times == 1
    send_now(ledger, APRIL)
    _sent()
    assert (_files(sftp), Provision.objects.get().times) == ([name], 2), "the same version once more"
    assert (LedgerMonth.objects.get().version, LedgerMonth.objects.get().wanted) == (1, False)


def test_a_corrected_month_is_sent_again_and_an_unchanged_one_is_not(sftp: Sftp) -> None:
    owner, site = customer()
    register, other = water(site), water(site, "Other")
    for one in (register, other):
        say(one, 1, 1000)
        say(one, 200, 1450)
    ledger = _by_sftp(sftp, owner, site)
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
    first = f"harimi-2026-04-{str(ledger.pk)[:8]}"
    assert _files(sftp) == [f"{first}-v2.csv", f"{first}.csv"]
    used = {line["Meter"]: line["Usage"] for line in _rows(sftp, f"{first}-v2.csv")}
    assert used == {"Water": "40.0", "Other": "45.0"}


def test_a_server_that_is_away_gets_it_later_and_what_is_wrong_is_named(sftp: Sftp) -> None:
    owner, site = customer()
    say(water(site), 1, 1000)
    ledger = _by_sftp(sftp, owner, site, folder="/none")
    send_now(ledger, APRIL)
    _sent()
    assert LedgerMonth.objects.get().fault == "folder"
    (sftp.folder / "none").mkdir()
    sftp.stop()
    _again()
    assert LedgerMonth.objects.get().fault == "unreached"
    key, sftp.key = sftp.key, asyncssh.generate_private_key("ssh-ed25519")
    sftp.start()
    _again()
    assert LedgerMonth.objects.get().fault == "host_key"
    sftp.stop()
    sftp.key = key
    sftp.start()
    ledger.settings = ledger.settings.replace(PASSWORD, "wrong")
    ledger.save()
    _again()
    assert LedgerMonth.objects.get().fault == "login"
    ledger.settings = ledger.settings.replace("wrong", PASSWORD)
    ledger.save()
    _again()
    assert (LedgerMonth.objects.get().fault, LedgerMonth.objects.get().version) == ("", 1)
    assert [one.name for one in (sftp.folder / "none").iterdir()] == [f"harimi-2026-04-{str(ledger.pk)[:8]}.csv"]


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
    assert part.get_filename() == f"harimi-2026-04-{str(ledger.pk)[:8]}.xlsx"
    book = load_workbook(io.BytesIO(part.get_payload(decode=True)))
    assert 45 in [cell.value for row in book.worksheets[1].iter_rows() for cell in row]


def test_a_ledger_is_for_members_and_for_places_outside(sftp: Sftp) -> None:
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
            _by_sftp(sftp, owner, site, url=url)
    assert not Instruction.objects.exists()
    made = _by_sftp(sftp, owner, site)
    send_now(made, APRIL)
    switch(made, on=False, actor=owner)
    _sent()
    assert list(sftp.folder.iterdir()) == []
    remove(made, actor=owner)
    assert not Instruction.objects.filter(ended_at=None).exists()


def test_two_ledgers_share_a_folder(sftp: Sftp) -> None:
    owner, site = customer()
    other = Site.objects.create(organization=site.organization, name="Other", time_zone="Asia/Tokyo")
    say(water(site, "Here"), 1, 1000)
    say(water(other, "There"), 1, 1000)
    for one in (site, other):
        told = {"url": sftp.url, "user": USER, "password": PASSWORD}
        wanted = Wanted("Books", "sftp", "csv", "en", 3, site=one, settings=told, recipient="Me", country="JP")
        send_now(make_ledger(site.organization, wanted, asked(owner), actor=owner), APRIL)
    _sent()
    assert {line["Meter"] for name in _files(sftp) for line in _rows(sftp, name)} == {"Here", "There"}


def test_a_ledger_goes_to_nobody_who_left(settings: Any) -> None:
    settings.MAIL_KEEPER = "django.core.mail.backends.locmem.EmailBackend"
    owner, site = customer()
    reader = member(site.organization, "reader@example.jp")
    _used(site)
    ledger = _by_mail(owner, site, reader)
    send_now(ledger, APRIL)
    _sent()
    Membership.objects.filter(user=reader).delete()
    assert _posted() == [], "the letter was written before, and its file goes to nobody"
    row = LedgerMonth.objects.get()
    assert (row.fault, row.due_at is not None) == ("reader", True)
    assert (row.sent_at, row.version, row.digest) == (None, 0, ""), "it was not sent"
    _again()
    assert (LedgerMonth.objects.get().fault, Message.objects.filter(letter="ledger_sent").count()) == ("reader", 1)
    Membership.objects.create(organization=site.organization, user=reader, role="viewer")
    _again()
    assert [heading for heading, _ in _posted()] == ["Ledger of April 2026 (Books)"]
    row = LedgerMonth.objects.get()
    assert (row.fault, row.version, row.sent_at is not None) == ("", 1, True)


def test_what_was_never_sent_is_not_called_corrected(settings: Any) -> None:
    settings.MAIL_KEEPER = "django.core.mail.backends.locmem.EmailBackend"
    owner, site = customer()
    reader = member(site.organization, "reader@example.jp")
    register = _used(site)
    ledger = _by_mail(owner, site, reader)
    send_now(ledger, APRIL)
    _sent()
    Membership.objects.filter(user=reader).delete()
    assert _posted() == []
    say(register, 200, 1400, State.CORRECTED)
    Membership.objects.create(organization=site.organization, user=reader, role="viewer")
    _again()
    assert _posted() == [("Ledger of April 2026 (Books)", [f"harimi-2026-04-{str(ledger.pk)[:8]}.csv"])]


@pytest.mark.parametrize("leased", [False, True])
def test_a_letter_that_goes_with_a_correction_is_not_followed_by_one_that_says_so(settings: Any, leased: bool) -> None:
    settings.MAIL_KEEPER = "django.core.mail.backends.locmem.EmailBackend"
    owner, site = customer()
    register = _used(site)
    send_now(_by_mail(owner, site, owner), APRIL)
    _sent()
    say(register, 200, 1400, State.CORRECTED)
    assert LedgerMonth.objects.get().due_at == next_morning(), "its letter is written and may be on its way"
    if leased:
        Message.objects.update(lease=uuid4(), lease_until=timezone.now() + timedelta(minutes=1))
        _again()
        assert Message.objects.filter(letter="ledger_sent").count() == 1, "what a worker sends now is known in a moment"
        Message.objects.update(lease=None, lease_until=None)
    assert len(_posted()) == 1
    _again()
    assert [heading for heading, _ in _posted()] == ["Ledger of April 2026 (Books)"]
    row = LedgerMonth.objects.get()
    assert (row.version, row.due_at) == (1, None)
    say(register, 200, 1300, State.CORRECTED)
    _again()
    assert [heading for heading, _ in _posted()][1:] == ["Corrected: ledger of April 2026 (Books)"]


def test_a_correction_while_the_letter_is_handed_over_makes_its_month_due_again(settings: Any) -> None:
    settings.MAIL_KEEPER = "django.core.mail.backends.locmem.EmailBackend"
    owner, site = customer()
    register = _used(site)
    send_now(_by_mail(owner, site, owner), APRIL)
    _sent()
    really = files._WRITE[0]

    def meanwhile(row: LedgerMonth) -> Written:
        made = really(row)
        say(register, 200, 1500, State.CORRECTED)
        return made

    written_by(meanwhile)
    try:
        assert send_letter()
    finally:
        written_by(really)
    row = LedgerMonth.objects.get()
    assert (row.version, row.sent_at is not None, row.due_at) == (1, True, next_morning())
    _again()
    assert [heading for heading, _ in _posted()][1:] == ["Corrected: ledger of April 2026 (Books)"]


def test_a_mail_that_comes_back_is_not_sent_and_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    owner, site = customer()
    _used(site)
    ledger = _by_mail(owner, site, owner)
    send_now(ledger, APRIL)
    _sent()

    def refused(_: Any) -> None:
        raise NotPostedError("550", permanent=True)

    with monkeypatch.context() as away:
        away.setattr("harimi.service.notices.sending.post", refused)
        assert send_letter()
    row = LedgerMonth.objects.get()
    assert (row.fault, row.sent_at, row.version) == ("returned", None, 0)
    send_now(ledger, APRIL)
    _sent()
    assert send_letter()
    row = LedgerMonth.objects.get()
    assert (row.fault, row.sent_at is not None, row.version) == ("", True, 1)


def test_a_month_whose_usage_is_being_counted_anew_waits_for_it(settings: Any) -> None:
    settings.MAIL_KEEPER = "django.core.mail.backends.locmem.EmailBackend"
    owner, site = customer()
    register = _used(site)
    count_anew(register, START)
    send_now(_by_mail(owner, site, owner), APRIL)
    _sent()
    row = LedgerMonth.objects.get()
    assert (Message.objects.exists(), row.fault, row.due_at is not None) == (False, "", True)
    assert recount_one()
    _again()
    assert len(_posted()) == 1


def test_an_address_that_is_not_proven_is_a_fault_and_is_written_to_later(settings: Any) -> None:
    settings.MAIL_KEEPER = "django.core.mail.backends.locmem.EmailBackend"
    owner, site = customer()
    _used(site)
    send_now(_by_mail(owner, site, owner), APRIL)
    EmailAddress.objects.update(verified=False)
    _sent()
    row = LedgerMonth.objects.get()
    assert (row.fault, row.version, row.sent_at, row.due_at is not None) == ("unproven", 0, None, True)
    EmailAddress.objects.update(verified=True)
    _again()
    assert len(_posted()) == 1


def test_what_waits_for_its_mail_carries_the_newest_file_in_its_own_language(settings: Any) -> None:
    settings.MAIL_KEEPER = "django.core.mail.backends.locmem.EmailBackend"
    owner, site = customer()
    register = _used(site)
    ledger = _by_mail(owner, site, owner)
    first = f"harimi-2026-04-{str(ledger.pk)[:8]}"
    with override("ja"):
        send_now(ledger, APRIL)
        _sent()
        send_now(ledger, APRIL)
        _sent()
        assert _posted() == [("Ledger of April 2026 (Books)", [f"{first}.csv"])], "one letter, with its file"
        send_now(ledger, APRIL)
        _sent()
        assert _posted()[1:] == [("Ledger of April 2026 (Books)", [f"{first}.csv"])], "the same once more is no correction"
        say(register, 200, 1400, State.CORRECTED)
        _again()
        assert _posted()[2:] == [("Corrected: ledger of April 2026 (Books)", [f"{first}-v2.csv"])]


def test_a_letter_whose_place_a_newer_one_took_is_not_sent_without_its_file(settings: Any) -> None:
    settings.MAIL_KEEPER = "django.core.mail.backends.locmem.EmailBackend"
    owner, site = customer()
    register = _used(site)
    send_now(_by_mail(owner, site, owner), APRIL)
    _sent()
    gone = timezone.now() - timedelta(seconds=1)
    Message.objects.update(lease=uuid4(), lease_until=gone)
    say(register, 200, 1400, State.CORRECTED)
    _again()
    assert Message.objects.filter(letter="ledger_sent").count() == 2, "a worker had the first, which may be on its way"
    assert [len(files) for _, files in _posted()] == [1]


def test_a_correction_while_a_month_is_sent_makes_it_due_again(sftp: Sftp) -> None:
    owner, site = customer()
    register = _used(site)
    send_now(_by_sftp(sftp, owner, site), APRIL)
    really = files._WRITE[0]

    def meanwhile(row: LedgerMonth) -> Written:
        made = really(row)
        say(register, 200, 1500, State.CORRECTED)
        return made

    written_by(meanwhile)
    try:
        assert send_one()
    finally:
        written_by(really)
    row = LedgerMonth.objects.get()
    assert (row.version, row.tries, row.due_at) == (1, 0, next_morning())
    _again()
    assert [_rows(sftp, name)[0]["Usage"] for name in _files(sftp)] == ["50.0", "45.0"]
    assert LedgerMonth.objects.get().due_at is None


def test_a_photograph_that_comes_late_makes_its_month_due_again(sftp: Sftp) -> None:
    owner, site = customer()
    register, other = _used(site), water(site, "Other")
    send_now(_by_sftp(sftp, owner, site), APRIL)
    early = _read(register)
    _sent()
    _come(register, 300, early)
    assert LedgerMonth.objects.get().due_at is None, "it was read before the month was sent"
    with CaptureQueriesContext(connection) as asked_for:
        came({"register": str(register.pk), "at": timezone.now().isoformat(), "state": "estimated"})
    expected = 0 if timezone.now().astimezone(ZoneInfo("Asia/Tokyo")).day > 1 else 1
    assert len(asked_for) <= expected, "what is of now asks nothing"
    _come(other, 24 * 60, _read(other))
    assert LedgerMonth.objects.get().due_at is None, "it is of another month"
    _come(register, 400, _read(register))
    assert LedgerMonth.objects.get().due_at == next_morning()


def test_the_lease_goes_on_while_a_file_is_written(sftp: Sftp, settings: Any) -> None:
    settings.HARIMI = settings.HARIMI.model_copy(update={"lease_seconds": 0.6})
    owner, site = customer()
    _used(site)
    send_now(_by_sftp(sftp, owner, site), APRIL)
    really, other = files._WRITE[0], list[bool]()

    def long(row: LedgerMonth) -> Written:
        for _ in range(4):
            time.sleep(0.25)
            Site.objects.count()
        other.append(claim(waiting()) is not None)
        return really(row)

    written_by(long)
    try:
        assert send_one()
    finally:
        written_by(really)
    assert (other, LedgerMonth.objects.get().version) == ([False], 1)


def test_a_claim_asks_no_other_table() -> None:
    owner, site = customer()
    send_now(_by_mail(owner, site, owner), APRIL)
    with CaptureQueriesContext(connection) as done:
        assert claim(waiting()) is not None
    claims = [one["sql"] for one in done if one["sql"].startswith("UPDATE")]
    assert len(claims) == 1
    assert "SELECT" not in claims[0]


def test_months_that_were_missed_are_planned_twelve_at_most() -> None:
    owner, site = customer()
    ledger = _by_mail(owner, site, owner)
    Ledger.objects.update(made_at=datetime(2026, 2, 10, tzinfo=UTC))
    assert plan(datetime(2026, 5, 9, tzinfo=UTC)) == 4
    assert [one.month.month for one in LedgerMonth.objects.order_by("month")] == [1, 2, 3, 4]
    switch(ledger, on=False, actor=owner)
    assert plan(datetime(2026, 7, 9, tzinfo=UTC)) == 0
    switch(ledger, on=True, actor=owner)
    assert plan(datetime(2026, 7, 9, tzinfo=UTC)) == 2
    assert plan(datetime(2030, 7, 9, tzinfo=UTC)) == 12


def test_an_organization_that_ended_or_is_suspended_is_sent_nothing(settings: Any) -> None:
    settings.MAIL_KEEPER = "django.core.mail.backends.locmem.EmailBackend"
    owner, site = customer()
    _used(site)
    send_now(_by_mail(owner, site, owner), APRIL)
    for over in ({"ended_at": timezone.now()}, {"suspended_at": timezone.now()}):
        Organization.objects.update(ended_at=None, suspended_at=None)
        Organization.objects.update(**over)
        _sent()
        assert (plan(), Message.objects.filter(letter="ledger_sent").exists()) == (0, False)
    Organization.objects.update(ended_at=None, suspended_at=None)
    _sent()
    Organization.objects.update(suspended_at=timezone.now())
    assert _posted() == [], "the letter was written before"
    Organization.objects.update(suspended_at=None)
    _again()
    assert len(_posted()) == 1
