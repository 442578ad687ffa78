"""Publishing: the first version by itself, later ones with a reason, none ever changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from harimi.service.privacy import manifest as manifests
from harimi.service.privacy.documents import LANGUAGES, DocumentError
from harimi.service.privacy.facts import Purpose
from harimi.service.privacy.folding import sha256
from harimi.service.privacy.manifest import Manifest, current
from harimi.service.privacy.models import AuditEvent, PolicyPublication, TermsPublication
from harimi.service.privacy.models.publications import PublishedError
from harimi.service.privacy.profile import Profile, ProfileError
from harimi.service.privacy.publication import (
    at_start,
    duties,
    in_force,
    pending,
    publish,
    purposes_in_force,
    terms_in_force,
)
from harimi.service.privacy.wishes import Change, PublicationError, Wish, touched_purposes
from tests.services.policies import EXAMPLE, operator

pytestmark = pytest.mark.django_db(transaction=True)
MOVED = operator(telephone="03-9999-9999")


@pytest.fixture
def first() -> PolicyPublication:
    """Version 1, published at the first start with the example's operator."""
    django_settings.HARIMI.operator_path.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    at_start()
    return PolicyPublication.objects.get()


@pytest.mark.clause("PP-0-2")
def test_the_first_start_publishes_version_1_of_both_texts_and_the_second_changes_nothing(first: PolicyPublication) -> None:
    assert (first.number, first.version, first.change, first.terms.number) == (1, current().version, "first", 1)
    assert first.complete
    assert first.ja_sha256 == sha256(first.ja.encode())
    assert "針見計測株式会社" in first.ja
    assert first.effective_from == first.published_at
    at_start()
    assert PolicyPublication.objects.count() == TermsPublication.objects.count() == 1


def test_a_household_without_a_profile_is_served_and_told_loudly() -> None:
    at_start()
    assert not in_force().complete
    assert "does not say: name, representative" in duties(Profile())[0]


def test_a_profile_that_cannot_be_used_stops_the_first_start() -> None:
    django_settings.HARIMI.operator_path.write_text("joint_use = true")
    with pytest.raises(ProfileError, match="clause 5"):
        at_start()
    assert not PolicyPublication.objects.exists()


@pytest.mark.clause("PP-0-2")
def test_the_version_in_force_at_a_moment_is_the_one_to_accept(first: PolicyPublication) -> None:
    assert in_force() == in_force(first.effective_from) == first
    assert terms_in_force() == first.terms
    with pytest.raises(PublicationError):
        in_force(first.effective_from - timedelta(microseconds=1))
    with pytest.raises(PublicationError):
        terms_in_force(datetime(2020, 1, 1, tzinfo=UTC))


@pytest.mark.clause("PP-9-1a")
def test_a_clause_is_read_from_what_was_published(first: PolicyPublication) -> None:
    assert first.clause("9-1", "ja").startswith("9-1 ")
    assert "03-0000-0000" in first.clause("9-1", "en")


@pytest.mark.clause("PP-10b")
def test_a_second_version_leaves_the_first_byte_for_byte(first: PolicyPublication) -> None:
    before = (first.ja.encode(), first.en.encode())
    second = publish(MOVED, Wish())
    again = PolicyPublication.objects.get(number=1)
    assert (again.ja.encode(), again.en.encode()) == before
    assert (second.number, second.terms) == (2, first.terms)
    assert "03-9999-9999" in second.ja
    assert in_force() == second
    told = set(AuditEvent.objects.filter(action="published").values_list("policy", "digest"))
    assert told == {(one.number, one.sha256(language)) for one in (again, second) for language in LANGUAGES}


@pytest.mark.clause("PP-10b")
def test_what_was_published_is_neither_changed_nor_deleted(first: PolicyPublication) -> None:
    first.ja = "other"
    for attempt in (
        first.save,
        first.delete,
        PolicyPublication.objects.all().delete,
        lambda: PolicyPublication.objects.update(ja=""),
        TermsPublication.objects.all().delete,
    ):
        with pytest.raises(PublishedError):
            attempt()
    assert PolicyPublication.objects.get().ja != "other"


@pytest.mark.clause("PP-10b")
def test_a_text_that_was_changed_beneath_us_stops_the_start(first: PolicyPublication) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_termspublication SET ja = ja || 'x'")
    with pytest.raises(DocumentError, match="terms publication 1 was changed in the database"):
        at_start()


@pytest.mark.clause("PP-10b")
def test_a_version_never_takes_effect_before_it_is_published(first: PolicyPublication) -> None:
    with pytest.raises(PublicationError, match="is past"):
        publish(MOVED, Wish(effective_from=timezone.now() - timedelta(seconds=1)))
    with pytest.raises(PublicationError, match="is past"):
        publish(MOVED, Wish(effective_from=timezone.now() - timedelta(days=400)))


def test_a_version_to_come_is_not_in_force_yet_and_none_may_overtake_it(first: PolicyPublication) -> None:
    day = timezone.now() + timedelta(days=30)
    second = publish(MOVED, Wish(effective_from=day))
    assert in_force() == first
    assert in_force(day) == second
    with pytest.raises(PublicationError, match="the next one not before it"):
        publish(operator(), Wish())


def test_nothing_is_published_where_nothing_differs(first: PolicyPublication) -> None:
    assert pending(operator()) == []
    assert duties(operator()) == []
    with pytest.raises(PublicationError, match="nothing differs"):
        publish(operator(), Wish())


def test_before_the_first_start_nothing_can_be_published() -> None:
    with pytest.raises(PublicationError, match="when the service starts"):
        publish(operator(), Wish())


def test_differences_are_shown_before_they_are_published(first: PolicyPublication) -> None:
    lines = pending(MOVED)
    assert "-- 電話番号：03-0000-0000" in lines
    assert "+- Telephone: 03-9999-9999" in lines
    assert "harimi policy publish" in duties(MOVED)[0]


def test_a_rule_that_stands_in_no_text_is_published_too(first: PolicyPublication) -> None:
    changed = operator(tax_rounding="ceiling")
    assert pending(changed)
    assert publish(changed, Wish()).numbers["tax_rounding"] == "ceiling"


def test_changed_terms_are_posted_before_they_hold(first: PolicyPublication) -> None:
    renamed = operator(name={"ja": "新針見", "en": "New Harimi"})
    with pytest.raises(PublicationError, match="548-4"):
        publish(renamed, Wish())
    second = publish(renamed, Wish(effective_from=timezone.now() + timedelta(days=14)))
    assert second.terms.number == 2
    assert terms_in_force().number == 1


def test_gaps_are_filled_at_once() -> None:
    at_start()
    assert publish(operator(), Wish()).complete
    assert terms_in_force().number == 2


def _with_purpose(**purpose: object) -> Manifest:
    added = Purpose(**{"clause": "2-2(1)", "ja": "新", "en": "New", "items": ("mail",), **purpose})  # type: ignore[arg-type]
    return replace(current(), version=2, purposes={**current().purposes, "newsletter": added})


@pytest.fixture
def next_policy(monkeypatch: pytest.MonkeyPatch, first: PolicyPublication) -> Manifest:
    """A second policy version with one more purpose."""
    made, old = _with_purpose(), current()
    monkeypatch.setattr(manifests, "current", lambda: made)
    monkeypatch.setattr(manifests, "version", lambda number: made if number == 2 else old)
    return made


@pytest.mark.clause("PP-2-4a")
def test_a_new_purpose_is_there_for_nobody_until_its_version_is_in_force(next_policy: Manifest) -> None:
    day = timezone.now() + timedelta(days=10)
    assert "newsletter" not in purposes_in_force()
    publish(MOVED, Wish(Change.WITHIN, effective_from=day))
    assert "newsletter" not in purposes_in_force()
    assert "newsletter" in purposes_in_force(day)


@pytest.mark.clause("PP-2-4a")
def test_a_changed_purpose_is_never_published_in_silence(next_policy: Manifest) -> None:
    with pytest.raises(PublicationError, match=r"\(newsletter\); say whether"):
        publish(MOVED, Wish())


@pytest.mark.clause("PP-2-4b")
def test_a_purpose_beyond_the_earlier_ones_asks_each_person(next_policy: Manifest) -> None:
    with pytest.raises(PublicationError, match="needs its ground"):
        publish(MOVED, Wish(Change.BEYOND, consent_required=True))
    with pytest.raises(PublicationError, match="consent"):
        publish(MOVED, Wish(Change.BEYOND, reason="newsletters"))
    assert publish(MOVED, Wish(Change.BEYOND, reason="newsletters", consent_required=True)).consent_required


@pytest.mark.clause("PP-2-4c")
def test_a_change_that_needs_no_notice_names_its_ground(next_policy: Manifest) -> None:
    for empty in ("", "  "):
        with pytest.raises(PublicationError, match="needs its ground"):
            publish(MOVED, Wish(Change.EXEMPT, reason=empty))
    assert publish(MOVED, Wish(Change.EXEMPT, reason="article 21(4)(iv)")).reason == "article 21(4)(iv)"


def test_consent_is_not_asked_for_without_a_reason(first: PolicyPublication) -> None:
    with pytest.raises(PublicationError, match="with a reason"):
        publish(MOVED, Wish(consent_required=True))
    with pytest.raises(PublicationError, match="published already"):
        publish(MOVED, Wish(Change.FIRST))


@pytest.mark.parametrize("items", [("mail", "name"), ("mail", "location")])
def test_touched_purposes_are_those_that_use_other_items(items: tuple[str, ...]) -> None:
    old, new = _with_purpose(), _with_purpose(items=items)
    assert touched_purposes(old, new) == (["newsletter"] if "name" in items else [])
    assert touched_purposes(old, old) == []
