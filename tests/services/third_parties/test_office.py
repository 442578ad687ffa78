"""The privacy officers' pages: the register, approvals by two persons, the record and recalls; nobody else opens them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from harimi.service.privacy import audit
from harimi.service.privacy.days import today
from harimi.service.privacy.models import Recipient
from harimi.service.third_parties.approvals import Findings, ask
from harimi.service.third_parties.consents import consent
from harimi.service.third_parties.departure import Departure
from harimi.service.third_parties.models import Approval, StoppedProvision
from harimi.service.third_parties.stops import stop_provision
from tests.services.office import desk, signed_in, worker
from tests.services.third_parties.scene import BEFORE, ITEMS, Server, asked, partner, sent
from tests.services.third_parties.test_approvals import PDF
from tests.services.world import home, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
NEW = {
    "id": "relay",
    "name": "Relay Co.",
    "country": "JP",
    "service": "mail",
    "host": "smtp.example.jp",
    "basis": "entrusted",
    "items": ["mail"],
}
ASKED = {"who": "taro@example.jp", "recipient": "body", "ground": "4(5)", "items": list(ITEMS), "tells": "later"}


def _new_recipient(client: Client, **changed: object) -> str:
    days = {"contract_on": "2026-04-01", "review_by": (today() + timedelta(days=30)).isoformat(), "deletion_clause": "on"}
    return client.post("/office/recipients/new", {**NEW, **days, **changed}, follow=True).text


def _step(client: Client, step: str, **told: object) -> str:
    return client.post("/office/recipients/of/relay/step", {"step": step, **told}, follow=True).text


def test_a_recipient_is_registered_supervised_and_ended() -> None:
    client = desk(StaffRole.PRIVACY)
    assert "Registered." in _new_recipient(client)
    one = Recipient.objects.get()
    assert (one.purposes[0], one.deletion_clause) == ("registration", True)
    next_by = (today() + timedelta(days=365)).isoformat()
    assert "The review was written down" in _step(client, "supervise", finding="minor", document="binder 3", next_by=next_by)
    assert "binder 3" in client.get("/office/recipients/of/relay").text
    assert "Choose what was found" in _step(client, "supervise", finding="fine", next_by=next_by)
    assert "The next review is after today" in _step(client, "supervise", finding="kept", next_by=today().isoformat())
    assert "not designated" in _step(client, "further", name="Cloud Ltd.", country="us", route="designated")
    assert "Register them as a recipient of their own" in _step(client, "further", name="x", country="us", route="consent")
    assert "Registered whom they entrust" in _step(client, "further", name="Cloud Ltd.", country="us", route="measures")
    assert "Write down a check of the measures abroad" in client.get("/office/recipients/of/relay").text
    sub = Recipient.objects.get().sub_entrustees.get()
    assert "The check was written down" in _step(client, "measures", document="binder 4", next_by=next_by)
    assert "do not entrust that one any more" in _step(client, "end_further", sub=sub.pk)
    assert "has ended already" in _step(client, "end_further", sub=sub.pk)
    assert "Write down a check of the measures abroad" not in client.get("/office/recipients/of/relay").text
    assert "Ended" in _step(client, "end")
    assert "ended" in client.get("/office/recipients").text
    assert "has ended already" in _step(client, "end")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"review_by": ""}, "a day of the next review"),
        ({"country": "US"}, "A recipient abroad needs a ground"),
        ({"country": "US", "foreign_route": "designated"}, "not designated"),
        ({"items": ["mail", "camera_log"], "purposes": ["terms_change"]}, "no use for these purposes"),
        ({"basis": "joint"}, "Select a valid choice"),
    ],
)
def test_what_a_recipient_lacks_is_said(changed: dict[str, object], said: str) -> None:
    assert said in _new_recipient(desk(StaffRole.PRIVACY), **changed)
    assert not Recipient.objects.exists()


def test_the_register_says_what_is_refused_and_what_is_only_reported() -> None:
    client = desk(StaffRole.PRIVACY)
    said = client.get("/office/recipients").text
    assert "Mail, card payments and what goes to addresses of customers are refused" in said
    assert "Redis, MQTT and carriers are not stopped" in said
    client.cookies["language"] = "ja"
    told = client.get("/office/recipients", headers={"accept-language": "ja"}).text
    assert "何も送られません" not in told


def test_two_officers_hand_something_over_once() -> None:
    partner("legal", id="body", name="Machida police")
    first, second, who = worker(StaffRole.PRIVACY), person("second@example.jp", staff=True), person("taro@example.jp")
    file = SimpleUploadedFile("request.pdf", PDF, "application/pdf")
    words = {"body": "Machida police", "statute": "刑事訴訟法", "difficulty": "The inquiry is secret"}
    one, two = signed_in(first), signed_in(second)
    assert "Asked." in one.post("/office/approvals/new", {**ASKED, **words, "request": file}, follow=True).text
    row = Approval.objects.get()
    page = f"/office/approvals/{row.pk}"
    assert "Somebody other than whoever asked" in one.get(page).text
    assert "cannot approve what you asked for" in one.post(f"{page}/step", {"step": "approve"}, follow=True).text
    assert "The inquiry is secret" in two.get(page).text
    assert "Provision without consent to approve" in two.get("/office/").text
    assert "Approved." in two.post(f"{page}/step", {"step": "approve"}, follow=True).text
    assert "hand it over now" in one.post(f"{page}/step", {"step": "hand_over"}, follow=True).text
    assert "was used already" in one.post(f"{page}/step", {"step": "hand_over"}, follow=True).text
    assert one.get(f"{page}/request.pdf").content == PDF
    actions = list(audit.about(who.subject_id).order_by("seq").values_list("action", flat=True))
    wanted = ["provision_asked", "looked", "looked", "provision_approved", "sent", "looked"]
    assert [one for one in actions if one in {*wanted}][:3] == wanted[:3]
    assert actions.count("sent") == 1


def test_one_officer_alone_may_approve() -> None:
    partner("legal", id="body")
    who, only = person("taro@example.jp"), worker(StaffRole.PRIVACY)
    found = Findings("4(6)", ITEMS, statute="刑事訴訟法", article="218(1)")
    row = ask(Recipient.objects.get(), found, subject=who.subject_id, actor=only.subject_id)
    client = signed_in(only)
    assert "Approved." in client.post(f"/office/approvals/{row.pk}/step", {"step": "approve"}, follow=True).text
    assert "Declined." in client.post(f"/office/approvals/{row.pk}/step", {"step": "decline"}, follow=True).text


def test_words_that_name_no_law_are_refused_on_the_page() -> None:
    partner("legal", id="body")
    person("taro@example.jp")
    told = {**ASKED, "ground": "4(6)", "statute": "法令で認められる", "article": "1"}
    answer = desk(StaffRole.PRIVACY).post("/office/approvals/new", told)
    assert answer.status_code == 422
    assert "“Permitted by law” permits nothing" in answer.text
    assert "法令で認められる" in answer.text


def test_a_recall_names_whom_it_is_about_until_it_is_answered() -> None:
    organization = home(person("taro@example.jp"), "Yamada").organization
    row = stop_provision(organization.subject_id, partner(), actor=None, case="R-7")
    client = desk(StaffRole.PRIVACY)
    said = client.get("/office/provisions").text
    assert "Yamada" in said
    assert "R-7" in said
    assert "Recipients to be asked to delete" in client.get("/office/").text
    assert audit.about(organization.subject_id).filter(action="looked").exists()
    assert "Choose an answer" in client.post(f"/office/provisions/recalls/{row.pk}", {"answer": "x"}, follow=True).text
    assert "was written down" in client.post(f"/office/provisions/recalls/{row.pk}", {"answer": "deleted"}, follow=True).text
    assert "Yamada" not in client.get("/office/provisions").text
    assert StoppedProvision.objects.get().answer == "deleted"


def test_the_record_names_nobody(server: Server) -> None:
    organization, to = home(person("taro@example.jp"), "Yamada").organization, partner()
    consent(to, asked(), subject=organization.subject_id, now=BEFORE)
    sent(Departure(to, ITEMS, "provision", organization.subject_id))
    said = desk(StaffRole.PRIVACY).get("/office/provisions").text
    assert "Partner Co." in said
    assert "Yamada" not in said
    assert server.connections == 1


@pytest.fixture
def pages() -> list[str]:
    """Pages and steps about rows that there are."""
    partner("legal", id="body")
    who, officer = person("taro@example.jp"), person("officer@example.jp", staff=True)
    found = Findings("4(3)", ITEMS, necessity="x", difficulty="y")
    row = ask(Recipient.objects.get(), found, subject=who.subject_id, actor=officer.subject_id)
    stop = stop_provision(who.subject_id, Recipient.objects.get(), actor=None)
    made = ["recipients", "recipients/new", "recipients/of/body", "recipients/of/body/step", "approvals", "approvals/new"]
    own = [f"approvals/{row.pk}", f"approvals/{row.pk}/step", f"approvals/{row.pk}/request.pdf"]
    return [f"/office/{one}" for one in (*made, *own, "provisions", f"provisions/recalls/{stop.pk}")]


def test_other_roles_and_strangers_find_none_of_it(pages: list[str]) -> None:
    others = [role for role in StaffRole if role not in (StaffRole.PRIVACY, StaffRole.ADMINISTRATOR)]
    clients = [desk(*others), signed_in(User.objects.get(email="taro@example.jp"))]
    assert {client.get(one).status_code for client in clients for one in pages if not one.endswith("step")} <= {404, 405}
    told = {"step": "end", "answer": "deleted"}
    assert {client.post(one, told).status_code for client in clients for one in pages} <= {404, 405}
    assert {Client().get(one).status_code for one in pages} <= {302, 405}
    assert {Client().post(one, told).status_code for one in pages} <= {302, 405}
    assert Recipient.objects.get().ended_at is None
    assert StoppedProvision.objects.get().recalled_at is None
