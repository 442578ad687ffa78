"""Sealed fields: unreadable in the database, opened for a purpose, gone with their key; master keys rotate."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from harimi.service.accounts.access import by_name
from harimi.service.accounts.models import Organization
from harimi.service.accounts.services import found_organization, name_index
from harimi.service.meters.models import Site
from harimi.service.platform.crypto import Keyring, SealError, new_key, seal, unseal
from harimi.service.privacy import keys
from harimi.service.privacy.gate import PurposeRequiredError, RefusedError, using
from harimi.service.privacy.models import SubjectKey
from harimi.service.project.supervisor import migrate
from tests.services.world import home, person

pytestmark = pytest.mark.django_db
NAME = "髙橋 さくら"


@pytest.fixture
def customer() -> Organization:
    return found_organization(NAME, person("sakura@example.jp"))


def _columns(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
        return repr(cursor.fetchall())


def test_the_database_cannot_read_a_name(customer: Organization) -> None:
    assert NAME not in _columns("accounts_organization")
    assert Organization.objects.get(pk=customer.pk).name == NAME


def test_a_site_named_like_its_household_is_as_unreadable() -> None:
    site = home(person("sakura@example.jp"), NAME)
    assert NAME not in _columns("meters_site") + _columns("accounts_organization")
    assert Site.objects.get(pk=site.pk).name == NAME


def test_two_of_the_same_name_look_different(customer: Organization) -> None:
    found_organization(NAME, person("other@example.jp"))
    kept = [one.__dict__["name"] for one in Organization.objects.all()]
    assert len(set(kept)) == 2


def test_a_name_cannot_be_written_past_the_seal(customer: Organization) -> None:
    with pytest.raises(TypeError, match="name is sealed"):
        Organization.objects.filter(pk=customer.pk).update(name="plain")


def test_an_organization_is_found_by_its_name_however_it_was_typed() -> None:
    found = found_organization("⽥中 Ｔａｎａｋａ", person("tanaka@example.jp"))
    assert Organization.objects.get(name_index=name_index("田中 tanaka")) == found


@pytest.mark.no_purpose
@pytest.mark.clause("PP-2-1a")
def test_nobody_reads_a_name_without_saying_what_for(customer: Organization) -> None:
    kept = Organization.objects.get(pk=customer.pk)
    with pytest.raises(PurposeRequiredError, match="what this is for"):
        _ = kept.name


@pytest.mark.no_purpose
@pytest.mark.clause("PP-2-3(1)a")
def test_statistics_cannot_open_a_name(customer: Organization) -> None:
    kept = Organization.objects.get(pk=customer.pk)
    with using("statistics"), pytest.raises(RefusedError) as refused:
        _ = kept.name
    assert refused.value.decision.item == "name"


def test_with_its_key_destroyed_a_name_is_gone(customer: Organization) -> None:
    keys.destroy(customer.subject_id)
    with pytest.raises(keys.KeyGoneError):
        _ = Organization.objects.get(pk=customer.pk).name


def test_one_erased_customer_breaks_no_list_of_others(customer: Organization) -> None:
    staff = person("staff@example.jp", staff=True)
    other = found_organization("Other", staff)
    keys.destroy(customer.subject_id)
    assert by_name(Organization.objects.all()) == [other]
    client = Client()
    client.force_login(staff)
    assert "Other" in client.get("/office/customers?for=inquiries").content.decode()


def test_a_sealed_value_does_not_open_in_another_row(customer: Organization) -> None:
    other = found_organization("Other", person("other@example.jp"))
    Organization.objects.filter(pk=other.pk).update(name=customer.__dict__["name"])
    with pytest.raises(SealError):
        _ = Organization.objects.get(pk=other.pk).name


def test_a_rotated_master_key_leaves_every_name_readable(customer: Organization) -> None:
    first = keys.ring().newest
    assert keys.rotate() == SubjectKey.objects.count()
    second = keys.ring().newest
    assert keys.masters_in_use() == {second}
    assert [name for name, _ in keys.ring().masters] == [first, second]
    keys.rotate()
    assert [name for name, _ in keys.ring().masters] == [second, keys.ring().newest]
    keys._KNOWN.clear()
    assert Organization.objects.get(pk=customer.pk).name == NAME


def test_who_is_written_while_keys_rotate_stays_readable(customer: Organization) -> None:
    """Another process that read the ring just before wraps by the master that was the newest then."""
    before = keys.ring()
    keys.rotate()
    row = SubjectKey.objects.get(pk=customer.subject_id)
    plain = keys.ring().unwrap(row.master, row.wrapped, f"subject:{row.pk}")
    row.master, row.wrapped = before.wrap(plain, f"subject:{row.pk}")
    row.save()
    keys._KNOWN.clear()
    keys.check()
    assert Organization.objects.get(pk=customer.pk).name == NAME
    keys.rotate()
    assert keys.masters_in_use() == {keys.ring().newest}


def test_a_lost_master_key_is_told_in_words(customer: Organization) -> None:
    lost = keys.ring().newest
    settings.HARIMI.field_keys_path.write_text(Keyring.new().text(), encoding="ascii")
    keys._KNOWN.clear()
    with pytest.raises(SealError, match=f"'{lost}' is not in the key ring"):
        _ = Organization.objects.get(pk=customer.pk).name


def test_with_another_ring_the_service_does_not_start(customer: Organization) -> None:
    settings.HARIMI.field_keys_path.write_text(Keyring.new().text(), encoding="ascii")
    with pytest.raises(OSError, match="does not open this database's names"):
        migrate()


def test_a_changed_seal_does_not_open() -> None:
    key = new_key()
    sealed = seal(key, b"a", "here")
    flipped = sealed[:10] + ("A" if sealed[10] != "A" else "B") + sealed[11:]
    for wrong in ((new_key(), sealed, "here"), (key, sealed, "there"), (key, flipped, "here"), (key, "plain", "here")):
        with pytest.raises(SealError):
            unseal(*wrong)


def test_a_damaged_key_ring_names_the_line() -> None:
    with pytest.raises(SealError, match="line 2"):
        Keyring.of(Keyring.new().text().splitlines()[0] + "\nmaster-1 short\n")
