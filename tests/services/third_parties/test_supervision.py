"""Whom we entrust is looked at again and again, with whom they entrust in turn; nobody else gets anything."""

from datetime import timedelta

import pytest

from harimi.service.accounts.models import User
from harimi.service.privacy.days import today
from harimi.service.privacy.models import AuditEvent, Recipient, SubEntrustee
from harimi.service.privacy.recipients import RecipientError
from harimi.service.privacy.supervision import check_measures, end_further, entrust_further, supervise
from harimi.service.third_parties.models import Provision
from tests.services.third_parties.scene import BEFORE, Server, departure, partner, refused, sent
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


@pytest.fixture
def who() -> User:
    """Whose data it is."""
    return person("taro@example.jp")


@pytest.mark.clause("PP-4(1)b")
def test_a_serious_finding_closes_the_way_until_a_better_one(server: Server, who: User) -> None:
    to = partner("entrusted")
    supervise(to, "serious", to.review_by or BEFORE.date(), actor=None)
    assert refused(server, departure(to, who)) == "recipient_faulty"
    supervise(to, "kept", to.review_by or BEFORE.date(), actor=None)
    assert sent(departure(to, who)).taken


@pytest.mark.clause("PP-4(1)c")
def test_whom_they_entrust_abroad_needs_a_ground_too(server: Server, who: User) -> None:
    to = partner("entrusted")
    entrust_further(to, "Cloud Ltd.", "US", actor=None, route="measures")
    assert refused(server, departure(to, who)) == "recipient_measures"


def test_nobody_consents_to_a_sub_entrustee(server: Server, who: User) -> None:
    to = partner("entrusted")
    with pytest.raises(RecipientError, match="a recipient of their own"):
        entrust_further(to, "Cloud Ltd.", "US", actor=None, route="consent")
    assert not to.sub_entrustees.exists()
    row = entrust_further(to, "Cloud Ltd.", "DE", actor=None, route="designated")
    assert sent(departure(to, who)).taken
    SubEntrustee.objects.filter(pk=row.pk).update(country="US", foreign_route="consent")
    assert refused(server, departure(to, who)) == "recipient_abroad"


@pytest.mark.parametrize(("country", "route"), [("US", "designated"), ("US", ""), ("DE", "")])
def test_a_sub_entrustee_abroad_is_held_to_what_recipients_are(country: str, route: str) -> None:
    with pytest.raises(RecipientError):
        entrust_further(partner("entrusted"), "Cloud Ltd.", country, actor=None, route=route)
    assert not SubEntrustee.objects.exists()


def test_measures_of_whom_they_entrust_are_checked_and_end_with_them(server: Server, who: User) -> None:
    to = partner("entrusted")
    next_by = today() + timedelta(days=30)
    with pytest.raises(RecipientError, match="only measures abroad"):
        check_measures(to, "binder 5", next_by, actor=None)
    first = entrust_further(to, "Cloud Ltd.", "US", actor=None, route="measures")
    check_measures(to, "binder 5", next_by, actor=None)
    assert sent(departure(to, who)).taken
    Recipient.objects.filter(pk=to.pk).update(measures_check_by=today() - timedelta(days=1))
    to.refresh_from_db()
    assert refused(server, departure(to, who)) == "recipient_measures"
    end_further(to, first.pk, actor=None)
    assert sent(departure(to, who)).taken
    with pytest.raises(RecipientError):
        end_further(to, first.pk, actor=None)
    with pytest.raises(RecipientError, match="only measures abroad"):
        check_measures(to, "binder 5", next_by, actor=None)
    assert AuditEvent.objects.filter(action="sub_ended", recipient=to.pk).count() == 1


def test_nobody_is_left_unseen_for_more_than_a_year() -> None:
    to = partner("entrusted", country="US", foreign_route="measures", measures_document="x", measures_check_by=today())
    latest = today() + timedelta(days=366)
    for late in (latest + timedelta(days=1), latest + timedelta(days=3000)):
        with pytest.raises(RecipientError, match="within 366 days"):
            supervise(to, "kept", late, actor=None)
        with pytest.raises(RecipientError, match="within 366 days"):
            check_measures(to, "binder 5", late, actor=None)
    supervise(to, "kept", latest, actor=None)
    check_measures(to, "binder 5", latest, actor=None)


def test_measures_abroad_are_checked_again_or_nothing_goes(server: Server, who: User) -> None:
    abroad = {"country": "US", "foreign_route": "measures", "measures_document": "binder 4", "measures_check_by": BEFORE.date()}
    to = partner("entrusted", **abroad)
    assert refused(server, departure(to, who)) == "recipient_measures"
    check_measures(to, "binder 5", to.review_by or BEFORE.date(), actor=None)
    assert sent(departure(to, who)).taken
    assert not Provision.objects.exists()
