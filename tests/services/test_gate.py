"""The gate: the matrix, consents and stops decide each use at the moment it happens."""

from uuid import UUID

import pytest

from harimi.service.privacy import audit, choices
from harimi.service.privacy.choices import Asked, PremiseError
from harimi.service.privacy.gate import PurposeRequiredError, RefusedError, Use, decide, declared, permitted, require, using
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Choice
from tests.services.world import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]
ASKED = Asked("May we keep which browser you use?", "en", "my_account")
PROVIDED = {"name", "address", "mail", "payment", "place", "planned_meter", "contract_data"}
COLLECTED = {"access_device", "camera_device", "access_log", "camera_log", "cookie", "display_content"}
SERVICE = PROVIDED | COLLECTED | {"location", "birth_date", "corporate_name"}
STATISTICS = {"access_device", "camera_device", "access_log", "camera_log", "cookie", "location"}
MARKETING = {"name", "mail", "contract_data", "birth_date", "corporate_name"}
"""What policy.md reads in sections 2-2 and 2-3, written down here a second time on purpose."""


@pytest.fixture
def subject() -> UUID:
    return person("who@example.jp").subject_id


def _consented(subject: UUID, *items: str) -> None:
    for item in items:
        choices.consent(item, ASKED, subject=subject)


@pytest.mark.clause("PP-2-2(1)")
@pytest.mark.parametrize("purpose", ["statistics", "marketing", "provision", "inquiries"])
def test_the_matrix_is_what_the_policy_says(purpose: str) -> None:
    may = {"statistics": STATISTICS, "marketing": MARKETING}.get(purpose, SERVICE)
    for item in current().items:
        collectable = current().items[item].collectable
        assert decide(Use(purpose, (item,))).allowed is (item in may and collectable), (purpose, item)


def test_an_address_is_not_for_marketing() -> None:
    decision = decide(Use("marketing", ("address",)))
    assert (decision.allowed, decision.clause, decision.why) == (False, "2-3(2)", "not_for_this_purpose")


@pytest.mark.clause("PP-1(1)6")
def test_planned_meters_are_not_for_statistics() -> None:
    assert not decide(Use("statistics", ("planned_meter",))).allowed


@pytest.mark.clause("PP-2-1a")
@pytest.mark.no_purpose
def test_without_a_purpose_there_is_no_use() -> None:
    with pytest.raises(PurposeRequiredError):
        declared()


def test_a_purpose_that_there_is_not_is_refused() -> None:
    with pytest.raises(RefusedError, match="no_such_purpose"), using("other"):
        pass


def test_a_purpose_is_not_inherited_by_what_declares_its_own() -> None:
    with using("provision"), using("statistics"):
        assert declared().purpose == "statistics"
    assert declared().purpose == "provision"


@pytest.mark.clause("PP-2-2(3)")
def test_a_breach_of_the_terms_is_looked_into_under_a_case_only() -> None:
    assert decide(Use("violations", ("access_log",))).why == "no_case"
    assert decide(Use("violations", ("access_log",), case="V-7")).allowed


@pytest.mark.clause("PP-3-1b")
def test_device_information_needs_consent_first(subject: UUID) -> None:
    use = Use("provision", ("access_device",), subject)
    assert (decide(use).why, decide(use).clause) == ("no_consent", "3-1")
    _consented(subject, "access_device")
    assert decide(use).allowed
    assert not decide(Use("provision", ("camera_device",), subject)).allowed


@pytest.mark.clause("PP-3-1e")
def test_a_withdrawn_consent_ends_at_the_next_use(subject: UUID) -> None:
    _consented(subject, "access_device")
    choices.withdraw("access_device", ASKED, subject=subject)
    assert not decide(Use("provision", ("access_device",), subject)).allowed


@pytest.mark.clause("PP-3-1f")
def test_a_consent_to_other_words_does_not_hold(subject: UUID) -> None:
    _consented(subject, "access_device")
    Choice.objects.update(clause_hash="0" * 64)
    assert not decide(Use("provision", ("access_device",), subject)).allowed


@pytest.mark.clause("PP-3-1b")
def test_a_choice_is_its_own_proof_and_is_never_changed(subject: UUID) -> None:
    _consented(subject, "access_device")
    row = Choice.objects.get()
    assert (row.language, row.channel, len(row.text_hash), len(row.clause_hash)) == ("en", "my_account", 64, 64)
    with pytest.raises(TypeError):
        row.save()


def test_a_stopped_item_is_not_used_from_the_next_use_on(subject: UUID) -> None:
    use = Use("statistics", ("access_log",), subject)
    assert decide(use).allowed
    choices.stop(subject, ASKED, item="access_log")
    assert (decide(use).why, decide(use).clause) == ("item_stopped", "3-2")
    choices.resume(subject, ASKED, item="access_log")
    assert decide(use).allowed


@pytest.mark.clause("PP-3-2f")
def test_a_premise_is_not_stopped_and_that_it_was_asked_is_kept(subject: UUID) -> None:
    with pytest.raises(PremiseError):
        choices.stop(subject, ASKED, item="display_content")
    assert decide(Use("provision", ("display_content",), subject)).allowed
    asked = audit.about(subject).get()
    assert (asked.action, asked.outcome, asked.clause) == ("stop_asked", "premise", "3-2")


@pytest.mark.clause("PP-3-2b")
def test_everything_that_can_be_stopped_is_stopped_at_once(subject: UUID) -> None:
    premises = choices.stop_all(subject, ASKED, ("statistics", "marketing"))
    assert set(premises) == {name for name, item in current().items.items() if item.premise}
    for name, item in current().items.items():
        if item.collectable and not item.premise and not item.consent:
            assert decide(Use("provision", (name,), subject)).why == "item_stopped", name
    assert decide(Use("statistics", (), subject)).why == "purpose_stopped"
    assert decide(Use("terms_change", ("mail",), subject)).allowed


def test_marketing_is_for_those_who_asked_for_it_and_did_not_stop_it(subject: UUID) -> None:
    use = Use("marketing", ("mail",), subject)
    assert decide(use).why == "no_opt_in"
    choices.opt(subject, ASKED, "marketing", wanted=True)
    assert decide(use).allowed
    choices.stop(subject, ASKED, purpose="marketing")
    assert decide(use).why == "purpose_stopped"


def test_a_batch_leaves_out_whoever_stopped(subject: UUID) -> None:
    other = person("other@example.jp").subject_id
    choices.stop(subject, ASKED, item="cookie")
    assert permitted(Use("statistics", ("cookie",)), {subject, other}) == {other}
    assert permitted(Use("statistics", ("name",)), {subject, other}) == set()


def test_a_batch_asks_once_for_all(django_assert_num_queries: object) -> None:
    people = {person(f"p{n}@example.jp").subject_id for n in range(12)}
    for one in people:
        choices.stop(one, ASKED, item="cookie")
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert permitted(Use("statistics", ("cookie",)), people) == set()


def test_what_is_refused_says_by_which_clause(subject: UUID) -> None:
    with pytest.raises(RefusedError, match="3-1"):
        require(Use("provision", ("access_device",), subject))
