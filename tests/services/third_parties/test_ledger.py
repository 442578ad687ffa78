"""The record of provision: one line for the same again, none for entrusting, and it outlives whom it is about."""

from datetime import timedelta

import pytest
from django.utils import timezone

from harimi.service.egress.permit import leaving, permit, take_back
from harimi.service.egress.web.destination import AddressError
from harimi.service.egress.web.sending import UnansweredError, UnreachedError
from harimi.service.privacy import audit
from harimi.service.privacy.models import Subject, SubjectKey
from harimi.service.rights.erasing import erase
from harimi.service.third_parties.consents import consent
from harimi.service.third_parties.departure import Departure
from harimi.service.third_parties.ledger import forget_old, provisions_of, provisions_of_somebody
from harimi.service.third_parties.models import Provision
from harimi.service.third_parties.stops import StopError, open_recalls, recalled, stop_provision
from tests.services.third_parties.scene import BEFORE, ITEMS, Server, asked, partner, sent
from tests.services.world import home, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


def _consented(subject: Subject) -> Departure:
    to = partner()
    consent(to, asked(by=subject.pk), subject=subject.pk, now=BEFORE)
    return Departure(to, ITEMS, "provision", subject.pk)


def test_a_provision_is_a_line_that_says_what_the_law_wants(server: Server) -> None:
    who = person("taro@example.jp")
    sent(_consented(who.subject))
    line = provisions_of(who.subject_id).get()
    assert (line.recipient_id, line.country, line.items, line.purpose) == ("partner", "JP", ["display_content"], "provision")
    assert (line.ground, line.consented_at, line.approved_by, line.mail) == ("consent", BEFORE, who.subject, "taro@example.jp")
    assert server.connections == 1
    assert audit.about(who.subject_id).filter(action="provision_recorded", recipient="partner").exists()


def test_the_same_again_is_one_line_that_counts(server: Server) -> None:
    departure = _consented(person("taro@example.jp").subject)
    for _ in range(3):
        sent(departure)
    line = Provision.objects.get()
    assert (line.times, server.connections) == (3, 3)
    assert line.first_at < line.last_at


def test_entrusting_is_no_line(server: Server) -> None:
    who = person("taro@example.jp")
    sent(Departure(partner("entrusted"), ITEMS, "provision", who.subject_id))
    assert server.connections == 1
    assert not Provision.objects.exists()
    assert audit.about(who.subject_id).get(action="sent").clause == "4(1)"


def test_where_nothing_left_no_line_stays(server: Server) -> None:
    departure = _consented(person("taro@example.jp").subject)
    server.shutdown()
    server.server_close()
    with pytest.raises(UnreachedError):
        sent(departure)
    assert not Provision.objects.exists()
    assert departure.subject is not None
    assert [one.outcome for one in audit.about(departure.subject).filter(action="sent")] == ["nothing_left", "done"]


def test_the_last_time_is_what_it_was_where_nothing_left_later(server: Server) -> None:
    departure, now = _consented(person("taro@example.jp").subject), timezone.now()
    for minutes in (3, 2):
        with leaving(departure, now - timedelta(minutes=minutes)):
            pass
    before = Provision.objects.get()
    with pytest.raises(UnreachedError), leaving(departure, now):
        raise UnreachedError
    after = Provision.objects.get()
    assert (after.times, after.last_at) == (2, before.last_at) == (2, now - timedelta(minutes=2))


def test_a_later_time_stays_where_an_earlier_one_did_not_leave(server: Server) -> None:
    departure, now = _consented(person("taro@example.jp").subject), timezone.now()
    first = permit(departure, now - timedelta(minutes=2))
    permit(departure, now)
    take_back(first)
    line = Provision.objects.get()
    assert (line.times, line.last_at) == (1, now)


def test_where_it_may_have_left_the_line_stays(server: Server) -> None:
    departure = _consented(person("taro@example.jp").subject)
    with pytest.raises(UnansweredError), leaving(departure):
        raise UnansweredError
    assert Provision.objects.get().times == 1
    assert server.connections == 0


def test_an_address_that_leads_inside_is_refused_before_anything_is_written(server: Server) -> None:
    departure = _consented(person("taro@example.jp").subject)
    with pytest.raises(AddressError):
        sent(departure, "ftp://partner.example/")
    assert not Provision.objects.exists()
    assert server.connections == 0


def test_a_line_outlives_whom_it_is_about_until_its_term_is_over(server: Server) -> None:
    organization = home(person("taro@example.jp")).organization
    subject, name = organization.subject, organization.name
    sent(_consented(subject))
    key = Provision.objects.get().subject_id
    erase(subject, lambda *_: None)
    assert not Subject.objects.filter(pk=subject.pk).exists()
    line = provisions_of_somebody(name=name).get()
    assert (line.whose, line.name, line.recipient_id) == (None, name, "partner")
    assert forget_old(line.last_at + timedelta(days=1095)) == 0
    assert forget_old(line.last_at + timedelta(days=1097)) == 1
    assert not Provision.objects.exists()
    assert not SubjectKey.objects.filter(pk=key).exists()
    assert not Subject.objects.filter(pk=key).exists()
    assert server.connections == 1


def test_nobody_else_finds_it(server: Server) -> None:
    sent(_consented(person("taro@example.jp").subject))
    assert not provisions_of(person("jiro@example.jp").subject_id).exists()
    assert not provisions_of_somebody(mail="jiro@example.jp").exists()
    assert not provisions_of_somebody().exists()
    assert provisions_of_somebody(mail="Taro@example.jp").exists()
    assert server.connections == 1


def test_a_stop_makes_a_task_until_the_recipient_answered() -> None:
    who, staff, to = person("taro@example.jp"), person("officer@example.jp", staff=True), partner()
    row = stop_provision(who.subject_id, to, actor=staff.subject_id, case="R-1")
    assert open_recalls().get() == row
    with pytest.raises(StopError, match="answer"):
        recalled(row, "perhaps", actor=staff.subject_id)
    recalled(row, "deleted", actor=staff.subject_id)
    assert not open_recalls().exists()
    with pytest.raises(StopError, match="done"):
        recalled(row, "deleted", actor=staff.subject_id)
    assert [one.action for one in audit.about(who.subject_id)[:2]] == ["recalled", "provision_stopped"]


def test_stopped_once_more_the_task_is_open_again() -> None:
    who, to = person("taro@example.jp"), partner()
    first = stop_provision(who.subject_id, to, actor=None, case="R-1", now=timezone.now() - timedelta(days=3))
    recalled(first, "nothing", actor=who.subject_id)
    again = stop_provision(who.subject_id, to, actor=None, case="R-2")
    assert (again.pk, again.stopped_at, again.case, again.answer) == (first.pk, first.stopped_at, "R-2", "")
    assert open_recalls().count() == 1


def test_own_machines_cannot_be_stopped() -> None:
    with pytest.raises(StopError, match="own"):
        stop_provision(person("taro@example.jp").subject_id, partner("own"), actor=None)
