"""A ledger is changed: it keeps what it has sent, what waits goes by what is now, and its password stays with its sftp."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.models import Activity, User
from harimi.service.meters.models import Site
from harimi.service.notices.sending import send_one as send_letter
from harimi.service.outlets.ledgers.planning import plan
from harimi.service.outlets.ledgers.sending import send_one, waiting
from harimi.service.outlets.ledgers.services import change_ledger, make_ledger, send_now
from harimi.service.outlets.ledgers.settings import SftpSettings
from harimi.service.outlets.ledgers.wanted import Wanted
from harimi.service.outlets.models import Ledger, LedgerMonth
from harimi.service.outlets.services import OutletError
from harimi.service.platform.leases import claim
from harimi.service.third_parties.instructions import take_back
from harimi.service.third_parties.models import Instruction
from tests.instances.sftp import PASSWORD, USER, Sftp
from tests.services.outlets.scene import asked, customer, say, water
from tests.services.world import member

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]
APRIL = date(2026, 4, 1)


def _by_sftp(sftp: Sftp, **changed: Any) -> Wanted:
    told = {"url": sftp.url, "user": USER, "password": PASSWORD} | changed.pop("told", {})
    rest = {"settings": told, "recipient": "Me", "country": "JP"}
    return Wanted(**{"name": "Books", "way": "sftp", "form": "csv", "language": "en", "day": 3, **rest, **changed})


def _by_mail(reader: User, **changed: Any) -> Wanted:
    return Wanted(**{"name": "Books", "way": "mail", "form": "csv", "language": "en", "day": 3, "reader": reader, **changed})


def _made(owner: User, site: Site, wanted: Wanted) -> Ledger:
    return make_ledger(site.organization, wanted, asked(owner), actor=owner)


def _changed(row: Ledger, owner: User, wanted: Wanted) -> Ledger:
    change_ledger(row, wanted, asked(owner), actor=owner)
    return Ledger.objects.select_related("organization", "instruction", "reader").get()


def _sent() -> None:
    while send_one():
        pass


def _used(site: Site) -> None:
    register = water(site)
    say(register, 1, 1000)
    say(register, 200, 1450)


def test_it_keeps_what_it_sent_and_sends_on_as_it_is_now(sftp: Sftp) -> None:
    owner, site = customer()
    _used(site)
    row = _made(owner, site, _by_sftp(sftp))
    send_now(row, APRIL)
    _sent()
    (sftp.folder / "new").mkdir()
    row = _changed(row, owner, _by_sftp(sftp, name="Other", form="xlsx", told={"folder": "new", "password": ""}))
    assert (row.name, row.form, LedgerMonth.objects.get().version) == ("Other", "xlsx", 1)
    send_now(row, APRIL)
    _sent()
    assert [one.name.rpartition(".")[2] for one in (sftp.folder / "new").iterdir()] == ["xlsx"]
    assert LedgerMonth.objects.get().fault == ""
    first, second = Instruction.objects.order_by("at")
    assert (first.ended_at is None, second.ended_at) == (False, None)
    assert list(Activity.objects.order_by("pk").values_list("action", flat=True)) == ["ledger.made", "ledger.changed"]


def test_the_password_goes_to_no_other_server_and_none_that_took_its_place(sftp: Sftp, tmp_path: Path) -> None:
    owner, site = customer()
    _used(site)
    row = _made(owner, site, _by_sftp(sftp))
    other = Sftp(tmp_path / "other")
    other.start()
    with pytest.raises(OutletError) as refused:
        change_ledger(row, _by_sftp(other, told={"password": ""}), asked(owner), actor=owner)
    assert (refused.value.code, refused.value.where) == ("secret_anew", "password")
    other.stop()
    sftp.stop()
    sftp.key = asyncssh.generate_private_key("ssh-ed25519")
    sftp.start()
    row = _changed(row, owner, _by_sftp(sftp, told={"password": ""}))
    send_now(row, APRIL)
    _sent()
    assert LedgerMonth.objects.get().fault == "host_key", "it is another machine, as far as anybody knows"
    row = _changed(row, owner, _by_sftp(sftp))
    assert SftpSettings.model_validate_json(row.settings).host_key == sftp.key.export_public_key().decode().strip()
    _sent()
    assert LedgerMonth.objects.get().fault == ""
    assert len(list(sftp.folder.iterdir())) == 1


def test_what_an_ended_instruction_held_back_goes_by_the_new_one(sftp: Sftp) -> None:
    owner, site = customer()
    _used(site)
    row = _made(owner, site, _by_sftp(sftp))
    take_back(Instruction.objects.get(), actor=owner.subject_id)
    send_now(row, APRIL)
    _sent()
    month = LedgerMonth.objects.get()
    assert (month.fault, month.due_at) == ("not_permitted", None)
    _changed(row, owner, _by_sftp(sftp))
    _sent()
    assert (LedgerMonth.objects.get().fault, len(list(sftp.folder.iterdir()))) == ("", 1)


def test_a_month_that_waits_goes_on_the_new_day_and_a_correction_on_its_own() -> None:
    owner, site = customer()
    row = _made(owner, site, _by_mail(owner))
    Ledger.objects.update(made_at=datetime(2026, 5, 20, tzinfo=UTC))
    plan(datetime(2026, 6, 1, 12, tzinfo=UTC))
    later = timezone.now().replace(microsecond=0)
    LedgerMonth.objects.filter(month=APRIL).update(sent_at=later, due_at=later)
    row = _changed(row, owner, _by_mail(owner, day=9))
    told = {one.month: one.due_at for one in LedgerMonth.objects.all()}
    assert told == {APRIL: later, date(2026, 5, 1): datetime(2026, 6, 8, 21, tzinfo=UTC)}


def test_a_letter_that_waits_goes_to_the_new_reader_alone(settings: Any) -> None:
    settings.MAIL_KEEPER = "django.core.mail.backends.locmem.EmailBackend"
    owner, site = customer()
    _used(site)
    manager = member(site.organization, "manager@example.jp", "manager")
    row = _made(owner, site, _by_mail(owner))
    send_now(row, APRIL)
    _sent()
    _changed(row, owner, _by_mail(manager))
    _sent()
    while send_letter():
        pass
    assert [one.to for one in mail.outbox] == [[manager.email]]
    assert LedgerMonth.objects.get().version == 1


def test_a_worker_that_is_at_a_month_loses_it(sftp: Sftp) -> None:
    owner, site = customer()
    row = _made(owner, site, _by_sftp(sftp))
    send_now(row, APRIL)
    assert claim(waiting()) is not None
    assert not send_one()
    _changed(row, owner, _by_sftp(sftp))
    assert send_one()


def test_what_cannot_be_changes_nothing(sftp: Sftp) -> None:
    owner, site = customer()
    stranger, other = customer("stranger@example.jp")
    row = _made(owner, site, _by_mail(owner))
    for wanted, code in (
        (_by_sftp(sftp), "kind"),
        (_by_mail(stranger), "reader"),
        (_by_mail(owner, site=other), "site"),
        (_by_mail(owner, day=29), "setting"),
        (_by_mail(owner, name=" "), "name"),
    ):
        with pytest.raises(OutletError) as refused:
            change_ledger(row, wanted, asked(owner), actor=owner)
        assert refused.value.code == code
    assert list(Activity.objects.filter(organization=site.organization).values_list("action", flat=True)) == ["ledger.made"]


def _client(user: User, language: str = "en") -> Client:
    made = Client(headers={"accept-language": language})
    made.force_login(user)
    made.post("/accounts/reauthenticate/", {"password": "a long password"})
    return made


@pytest.mark.parametrize(
    ("language", "said", "anew"),
    [
        ("en", "“Other” is changed.", "Type it again where the address is another."),
        ("ja", "「Other」を変更しました。", "送信先が変わるときは、もう一度入力してください。"),
    ],
)
def test_a_person_changes_it_on_a_page_that_never_shows_the_password(sftp: Sftp, language: str, said: str, anew: str) -> None:
    owner, site = customer()
    row = _made(owner, site, _by_sftp(sftp))
    client, address = _client(owner, language), f"/account/outlets/ledgers/{row.pk}/edit"
    page = client.get(address).content.decode()
    assert sftp.url in page
    assert PASSWORD not in page
    form = {"name": "Other", "form": "csv", "language": "en", "day": "5", "url": sftp.url, "user": USER, "password": ""}
    form |= {"folder": "", "recipient": "Me", "country": "JP"}
    wrong = client.post(address, {**form, "url": "sftp://127.0.0.1:9"})
    assert (wrong.status_code, anew in wrong.content.decode()) == (422, True)
    assert said in client.post(address, form, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.name, row.day, SftpSettings.model_validate_json(row.settings).password) == ("Other", 5, PASSWORD)


def test_nobody_else_opens_that_page() -> None:
    owner, site = customer()
    row = _made(owner, site, _by_mail(owner))
    member(site.organization, "viewer@example.jp")
    customer("other@example.jp")
    for email in ("viewer@example.jp", "other@example.jp"):
        client = _client(User.objects.get(email=email))
        for answer in (
            client.get(f"/account/outlets/ledgers/{row.pk}/edit"),
            client.post(f"/account/outlets/ledgers/{row.pk}/edit"),
        ):
            assert answer.status_code == 404, email
    assert Client().get(f"/account/outlets/ledgers/{row.pk}/edit").status_code == 302
    manager = member(site.organization, "manager@example.jp", "manager")
    asks = Client()
    asks.force_login(manager)
    again = asks.post(f"/account/outlets/ledgers/{row.pk}/edit", {"name": "X"})
    assert "reauthenticate" in again.headers["Location"]
