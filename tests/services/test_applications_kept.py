"""How long applications are kept, whose they are, and what they are used for."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.staff import StaffRole
from harimi.service.contracts import applying, deciding, forgetting, identity
from harimi.service.contracts.applying import ApplicationError
from harimi.service.contracts.models import Application, Contract, IdentityCheck, PlannedPlace
from harimi.service.privacy.audit import looks_at
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import RefusedError, Use, require, using
from harimi.service.privacy.held import held
from harimi.service.privacy.keys import KeyGoneError, data_key
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Acceptance, Subject
from harimi.service.privacy.roles import granted
from harimi.service.rights.erasing import erase
from harimi.service.rights.holds import place
from tests.services.applicants import applied, mailed, received
from tests.services.applicants import opened as opened
from tests.services.applicants import visitor as visitor
from tests.services.office import desk, worker
from tests.services.world import person

pytestmark = pytest.mark.django_db(transaction=True)
State, Outcome = Application.State, IdentityCheck.Outcome


@pytest.mark.usefixtures("opened")
def test_what_nobody_confirmed_or_what_was_decided_is_erased_in_time() -> None:
    old, _ = applied(email="old@example.jp")
    refused, _ = received(email="refused@example.jp")
    applied(email="fresh@example.jp")
    deciding.refuse(refused, "area", actor=worker(StaffRole.RECEPTION))
    Application.objects.filter(pk=old.pk).update(sent_at=timezone.now() - timedelta(days=3, minutes=1))
    assert forgetting.forget_old() == 1
    assert set(Application.objects.values_list("email", flat=True)) == {"refused@example.jp", "fresh@example.jp"}
    with pytest.raises(KeyGoneError):
        data_key(old.subject_id)
    assert not Subject.objects.filter(pk=old.subject_id).exists()
    assert forgetting.forget_old(timezone.now() + timedelta(days=89)) == 1
    assert forgetting.forget_old(timezone.now() + timedelta(days=91)) == 1
    assert not PlannedPlace.objects.exists()


@pytest.mark.usefixtures("opened")
def test_an_accepted_application_is_forgotten_and_its_owner_and_contract_stay() -> None:
    row, _ = received()
    identity.seen(row, "document", actor=worker(StaffRole.RECEPTION))
    contract = deciding.accept(row, actor=worker(), link=lambda _: "")
    assert forgetting.forget_old(timezone.now() + timedelta(days=91)) == 1
    assert data_key(row.subject_id)
    assert Contract.objects.get().places.count() == 2
    assert contract.organization.memberships.count() == 1


@pytest.mark.usefixtures("opened")
def test_what_nobody_decides_about_is_refused_in_the_end_and_then_erased(visitor: Client) -> None:
    row, token = received()
    assert forgetting.forget_old(timezone.now() + timedelta(days=179)) == 0
    assert forgetting.forget_old(timezone.now() + timedelta(days=181)) == 0
    row.refresh_from_db()
    assert (row.state, row.ground) == (State.REFUSED, "lapsed")
    assert "did not decide in time" in str(mailed()[-1].body)
    assert "apply again" in visitor.get(f"/apply/{token}").text
    assert forgetting.forget_old(timezone.now() + timedelta(days=272)) == 1
    with pytest.raises(ApplicationError, match="ground"):
        deciding.refuse(row, "lapsed", actor=worker())


@pytest.mark.usefixtures("opened")
def test_the_application_of_somebody_with_an_account_is_theirs_and_goes_with_it() -> None:
    known = person("hanako@example.jp")
    row, _ = applied()
    before = row.subject
    applying.confirm(row, link="https://here")
    row.refresh_from_db()
    assert (row.subject_id, row.name, row.places.get(kind="gas").place) == (known.subject_id, "山田 花子", "別館")
    assert not Subject.objects.filter(pk=before.pk).exists()
    assert Acceptance.objects.filter(subject=known.subject).count() == 2
    desk(StaffRole.RECEPTION).get(f"/office/applications/{row.pk}")
    assert looks_at(known.subject_id).exists()
    erase(known.subject, lambda *_: None)
    assert not Application.objects.exists()
    assert not PlannedPlace.objects.exists()


@pytest.mark.usefixtures("opened")
def test_what_is_held_is_not_forgotten() -> None:
    row, _ = received()
    deciding.refuse(row, "area", actor=worker(StaffRole.RECEPTION))
    place(row.subject, "dispute", today() + timedelta(days=200), actor=worker(StaffRole.PRIVACY))
    assert forgetting.forget_old(timezone.now() + timedelta(days=91)) == 0


@pytest.mark.usefixtures("opened")
def test_a_planned_place_is_of_an_application_or_of_a_contract() -> None:
    row, _ = applied()
    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedPlace.objects.filter(application=row).update(application=None)


@pytest.mark.clause("PP-1(1)2")
@pytest.mark.usefixtures("opened")
def test_an_address_is_used_for_no_marketing_whatever_is_typed() -> None:
    row, _ = applied()
    with pytest.raises(RefusedError):
        require(Use("marketing", ("address",), row.subject_id))
    with using("marketing"), pytest.raises(RefusedError):
        _ = Application.objects.get().address
    assert "contracts_application" not in held().roles["marketing"]
    assert not {"address", "postal_code"} & set(granted("marketing", current(), held())["contracts_contract"])
