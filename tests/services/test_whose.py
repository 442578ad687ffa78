"""Every table that holds items leads to somebody, and its rows are found as theirs and as nobody else's."""

from datetime import UTC, datetime

import pytest

from harimi.service.pages.texts import TEXTS
from harimi.service.privacy.held import held
from harimi.service.privacy.holdings import holdings, named
from harimi.service.privacy.models import Subject
from harimi.service.rights.kept import kept_about_organization, kept_about_person, not_kept, tables
from tests.services.planting import PEOPLE
from tests.services.world import home, person, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)


def test_every_table_with_items_leads_to_somebody_and_no_other_table_is_named() -> None:
    assert set(tables()) == named()


def test_every_table_with_items_has_words_in_both_languages() -> None:
    assert {f"kept.{table}" for table in tables()} == {key for key in TEXTS if key.startswith("kept.")}


@pytest.mark.parametrize("kind", PEOPLE)
def test_each_way_leads_to_rows_of_ones_own_only(kind: str) -> None:
    made = world("energy", since=START)
    work()
    other = person("other@example.jp")
    site = home(other, "Elsewhere")
    mine = kind == Subject.Kind.PERSON
    ours = made.owner.subject_id if mine else made.site.organization.subject_id
    strangers = other.subject_id if mine else site.organization.subject_id
    found = {one.table: set(one.rows(ours).values_list("pk", flat=True)) for one in holdings(kind)}
    for one in holdings(kind):
        assert not found[one.table] & set(one.rows(strangers).values_list("pk", flat=True)), one.table
    assert found["accounts_user" if mine else "captures_cut"]


def test_what_is_held_is_what_there_is() -> None:
    made = world("energy", since=START)
    work()
    about_me = {one.name for one in kept_about_person(made.owner)}
    about_home = kept_about_organization(made.site.organization.subject_id)
    assert about_me == {"mail", "contract_data"}
    assert {one.name for one in about_home} == {
        *("name", "place", "planned_meter", "contract_data", "camera_log", "display_content")
    }
    assert "1(1)②" in {item.clause for item in not_kept(about_home)}
    photographs = next(one for one in about_home if one.name == "display_content")
    assert {place.table for place in photographs.places} >= {"captures_cut", "readings_attempt"}
    assert all(place.retention in held().retention.values() for one in about_home for place in one.places)
