"""Every table that holds items leads to somebody, and its rows are found as theirs and as nobody else's."""

from datetime import UTC, datetime

import pytest

from harimi.service.pages.texts import TEXTS
from harimi.service.privacy.held import held
from harimi.service.rights.kept import kept_about_organization, kept_about_person, not_kept, tables
from harimi.service.rights.whose import ORGANIZATION, OTHERWISE, PERSON, rows_of
from tests.services.world import home, person, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)


def test_every_table_with_items_leads_to_somebody_and_no_other_table_is_named() -> None:
    assert set(tables()) == set(PERSON) | set(ORGANIZATION) | set(OTHERWISE)


def test_every_table_with_items_has_words_in_both_languages() -> None:
    assert {f"kept.{table}" for table in tables()} == {key for key in TEXTS if key.startswith("kept.")}


@pytest.mark.parametrize(("paths", "mine"), [(PERSON, True), (ORGANIZATION, False)], ids=["person", "organization"])
def test_each_path_leads_to_rows_of_ones_own_only(paths: dict[str, str], mine: bool) -> None:
    made = world("energy", since=START)
    work()
    other = person("other@example.jp")
    site = home(other, "Elsewhere")
    ours = made.owner.subject_id if mine else made.site.organization.subject_id
    strangers = other.subject_id if mine else site.organization.subject_id
    for table, path in paths.items():
        rows, theirs = rows_of(table, path, ours), rows_of(table, path, strangers)
        assert not set(rows.values_list("pk", flat=True)) & set(theirs.values_list("pk", flat=True)), table
    assert rows_of(
        "accounts_user" if mine else "captures_cut", paths["accounts_user" if mine else "captures_cut"], ours
    ).exists()


def test_what_is_held_is_what_there_is() -> None:
    made = world("energy", since=START)
    work()
    about_me = {one.name for one in kept_about_person(made.owner)}
    about_home = kept_about_organization(made.site.organization.subject_id)
    assert about_me == {"mail", "contract_data", "cookie"}
    assert {one.name for one in about_home} == {
        *("name", "place", "planned_meter", "contract_data", "camera_log", "display_content")
    }
    assert "1(1)②" in {item.clause for item in not_kept(about_home)}
    photographs = next(one for one in about_home if one.name == "display_content")
    assert {place.table for place in photographs.places} >= {"captures_cut", "readings_attempt"}
    assert all(place.retention in held().retention.values() for one in about_home for place in one.places)
