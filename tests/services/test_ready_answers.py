"""Answers that support keeps ready: made, changed, deleted, and chosen for a case in its language."""

import pytest
from django.test import Client

from harimi.service.accounts.staff import StaffRole
from harimi.service.support.asking import Stranger, ask_as_stranger
from harimi.service.support.models import Case, Message, ReadyAnswer
from harimi.service.support.ready_answers import filled
from tests.services.inquiries import asked_by
from tests.services.office import desk
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
TYPED = {
    "title": "Restart",
    "body_ja": "{name}\n再起動してください({number})。",
    "body_en": "Dear {name},\nrestart it ({number}).",
}


@pytest.fixture
def client() -> Client:
    return desk(StaffRole.SUPPORT)


def _asked(name: str = "Hanako", language: str = "en") -> Case:
    return ask_as_stranger(Stranger("h@example.jp", name), "question", "Why?", channel=Case.Channel.PAGE, language=language)


def test_support_makes_changes_and_deletes_them(client: Client) -> None:
    client.post("/office/cases/answers", TYPED)
    row = ReadyAnswer.objects.get()
    assert "Restart" in client.get("/office/cases/answers").text
    address = f"/office/cases/answers/{row.pk}"
    client.post(address, {**TYPED, "title": "Once more"})
    assert ReadyAnswer.objects.get().title == "Once more"
    client.post(address, {"step": "delete"})
    assert not ReadyAnswer.objects.exists()
    assert client.get(address).status_code == 404


def test_nobody_but_support_sees_them() -> None:
    row = ReadyAnswer.objects.create(**TYPED)
    other = desk(StaffRole.LOGISTICS)
    assert other.get("/office/cases/answers").status_code == other.get(f"/office/cases/answers/{row.pk}").status_code == 404


@pytest.mark.parametrize("place", ["{email}", "{}", "{name.__class__}", "{0}"])
def test_a_place_that_nothing_fills_is_refused(client: Client, place: str) -> None:
    answer = client.post("/office/cases/answers", {**TYPED, "body_en": f"Dear {place}"})
    assert answer.status_code == 422
    assert "Nothing fills" in answer.text
    assert not ReadyAnswer.objects.exists()


@pytest.mark.parametrize(
    ("name", "language", "begins"),
    [
        ("Hanako", "en", "Dear Hanako,"),
        ("", "en", "Dear customer,"),
        ("山田 花子", "ja", "山田 花子 様\n"),
        ("", "ja", "お客様\n"),
        ("{number} {0}", "en", "Dear {number} {0},"),
    ],
)
def test_it_is_filled_in_for_the_case_in_its_language(name: str, language: str, begins: str) -> None:
    case = _asked(name, language)
    told = filled(ReadyAnswer.objects.create(**TYPED), case)
    assert told.startswith(begins)
    assert case.number in told


def test_the_chosen_one_stands_in_the_answer_escaped_and_is_sent_as_it_was_changed(client: Client) -> None:
    row, case = ReadyAnswer.objects.create(**TYPED), _asked("</textarea><b>")
    page = client.get(f"/office/cases/{case.pk}", {"ready": str(row.pk)}).text
    assert "Dear &lt;/textarea&gt;&lt;b&gt;," in page
    assert "Dear" not in client.get(f"/office/cases/{case.pk}", {"ready": "nonsense"}).text
    client.post(f"/office/cases/{case.pk}/step", {"step": "answer", "body": "Dear Hanako, changed"})
    assert Message.objects.get(side="staff").body == "Dear Hanako, changed"


def test_a_member_has_no_name_to_fill_in() -> None:
    assert "Dear customer," in filled(ReadyAnswer.objects.create(**TYPED), asked_by(person("owner@example.jp")))
