"""The pages of incidents: for the privacy officer alone, naming nobody, with the report in both languages."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from harimi.service.incidents import reach, reminding, reporting, telling
from harimi.service.incidents.assessing import assess
from harimi.service.incidents.models import Affected, Incident, ReportText
from harimi.service.incidents.recording import open_incident
from harimi.service.incidents.reporting import NINE
from harimi.service.office.forms_incidents import zone
from harimi.service.pages.texts import text_in
from harimi.service.privacy.documents import Language
from tests.services.inquiries import mails
from tests.services.office import desk, signed_in, worker
from tests.services.world import home, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]


LANGUAGES: tuple[Language, ...] = ("ja", "en")


@pytest.fixture
def officer() -> User:
    return worker(StaffRole.PRIVACY)


@pytest.fixture
def client(officer: User) -> Client:
    return signed_in(officer)


@pytest.fixture
def row(officer: User) -> Incident:
    return open_incident(timezone.now() - timedelta(days=1), "A laptop was lost.", actor=officer)


@pytest.fixture
def step(client: Client, row: Incident) -> Callable[..., str]:
    def taken(name: str, **told: object) -> str:
        answer = client.post(f"/office/incidents/{row.pk}/step", {"step": name, **told}, follow=True)
        assert answer.status_code == 200
        return str(answer.content.decode())

    return taken


def test_an_incident_begins_with_when_it_was_known_in_japan(client: Client) -> None:
    answer = client.post("/office/incidents", {"known_at": "2026-04-01T00:30", "words": "A laptop was lost."})
    row = Incident.objects.get()
    assert answer["Location"] == f"/office/incidents/{row.pk}"
    assert row.known_at.isoformat() == "2026-03-31T15:30:00+00:00"
    assert client.post("/office/incidents", {"known_at": "2999-01-01T00:00", "words": "x"}).status_code == 422
    assert row.number in client.get("/office/incidents").content.decode()


@pytest.mark.parametrize(("now", "shown"), [("2026-04-01T20:30", "2026-04-02T05:30"), ("2026-04-01T03:00", "2026-04-01T12:00")])
def test_the_moment_that_is_filled_in_is_japans(client: Client, monkeypatch: pytest.MonkeyPatch, now: str, shown: str) -> None:
    monkeypatch.setattr("harimi.service.office.views_incidents.timezone.now", lambda: datetime.fromisoformat(f"{now}+00:00"))
    assert f'value="{shown}"' in client.get("/office/incidents").content.decode()


def test_only_the_privacy_officer_sees_and_does(row: Incident) -> None:
    for client in (desk(StaffRole.SUPPORT, StaffRole.BILLING), signed_in(person("who@example.jp"))):
        for path in ("/office/incidents", f"/office/incidents/{row.pk}", f"/office/incidents/{row.pk}/report"):
            assert client.get(path).status_code == 404
        assert client.post(f"/office/incidents/{row.pk}/step", {"step": "note", "words": "x"}).status_code == 404
        assert client.post("/office/incidents", {"known_at": "2026-04-01T00:30", "words": "x"}).status_code == 404
    assert Client().get("/office/incidents").status_code == 302
    assert row.events.count() == 1


def test_all_steps_from_the_page(client: Client, step: Callable[..., str], row: Incident) -> None:
    owner = person("owner@example.jp")
    home(owner, "Tanaka Home")
    assert "Sensitive information (rule 7(i))" in step("assess", sensitive="on")
    assert "The police were told." in step("note", words="The police were told.")
    page = step("choose", items=["mail"], tables=["accounts_user"], customers=owner.email, first="", last="", estimated="")
    assert "How far it reaches is kept." in page
    assert "It concerns 1." in step("gather")
    assert "Tanaka Home" not in page
    texts = {f"{part}_{language}": f"{part} {language}" for part in ReportText.Part.values for language in ("ja", "en")}
    assert "The texts are kept." in step("write", **texts)
    assert not Affected.objects.exclude(told_at=None).exists()
    step("tell")
    assert not Affected.objects.exclude(told_at=None).exists()
    client.post("/accounts/reauthenticate/", {"password": "a long password"})
    assert "1 letter is on the way." in (page := step("tell"))
    assert "0 told" in page
    assert "Letters are still on the way." in page
    assert "Write to" not in page
    mails()
    assert "The prompt report is noted." in step("prompt", words="No. 7")
    assert "The full report is noted." in step("final", words="No. 8")
    assert "It is closed." in step("close", words="Done.")
    row.refresh_from_db()
    assert (row.state, row.assessed_at is None) == ("closed", False)
    assert "It is closed." in step("note", words="More")
    assert list(Affected.objects.values_list("subject_id", flat=True)) == [owner.subject_id]


def test_customers_that_lead_to_nobody_and_dates_are_told(step: Callable[..., str], row: Incident) -> None:
    assert "leads to no customer" in step("choose", items=["mail"], customers="nobody@example.jp")
    assert "Something in the form is wrong." in step("choose", items=["mail"], first="x")
    step("choose", items=["mail"], first="2026-04-01", last="2026-04-02")
    row.refresh_from_db()
    assert (row.since, row.until) == (
        datetime.fromisoformat("2026-04-01T00:00+09:00"),
        datetime.fromisoformat("2026-04-03T00:00+09:00"),
    )


def test_a_step_that_there_is_not_is_not_found(client: Client, row: Incident) -> None:
    assert client.post(f"/office/incidents/{row.pk}/step", {"step": "send"}).status_code == 404
    assert client.get(f"/office/incidents/{row.pk}/step").status_code == 405


def test_the_draft_has_the_nine_parts_in_both_languages(client: Client, row: Incident, officer: User) -> None:
    person("owner@example.jp")
    reporting.write_texts(row, {"outline": ("端末を紛失した。", "A laptop was lost.")}, actor=officer)
    scope: dict[str, object] = {"items": ["mail"], "tables": ["accounts_user"], "since": None, "until": None, "estimated": 1500}
    reach.choose(row, scope, [], actor=officer)
    reach.gather(row, actor=officer)
    page = client.get(f"/office/incidents/{row.pk}/report").content.decode()
    assert len(NINE) == 9
    for language in LANGUAGES:
        for part in NINE:
            assert text_in(language, f"incident.part.{part}") in page
        assert text_in(language, "incident.category.many") in page
    assert "端末を紛失した。" in page
    assert "A laptop was lost." in page
    assert "メールアドレス" in page
    assert "1,500名(このほか、関係する契約者0件)" in page
    assert "確認中" in page
    assert "owner@example.jp" not in page


def test_the_steps_are_told_in_words_and_nobody_is_offered_a_letter_to_nobody(row: Incident, officer: User) -> None:
    assess(row, {"sensitive": True, "wrongful": True}, actor=officer)
    assess(row, {"card_rests": True}, actor=officer)
    assess(row, {"sensitive": True, "encrypted": True, "keys_safe": True}, actor=officer)
    texts = dict.fromkeys(("outline", "cause", "harm"), ("日本語", "english"))
    reporting.write_texts(row, texts, actor=officer)
    scope: dict[str, object] = {"items": ["mail", "name"], "tables": [], "since": None, "until": None, "estimated": 0}
    reach.choose(row, scope | {"tables": ["accounts_user"]}, [], actor=officer)
    reach.gather(row, actor=officer)
    telling.tell(row, actor=officer)
    reporting.reported(row, "final", "No. 8", actor=officer)
    reminding.remind(row.known_at.astimezone(zone()).replace(hour=10) + timedelta(days=4))
    page = signed_in(officer).get(f"/office/incidents/{row.pk}", headers={"accept-language": "ja"}).content.decode()
    steps = page.partition('class="thread"')[2]
    kinds = "要配慮個人情報が含まれる(規則7条1号)、不正の目的"
    for words in (
        kinds,
        "該当なし",
        "高度な暗号化",
        "項目2件、保存先1件",
        "1名中1名に送付",
        "日目",
    ):
        assert words in steps
    for code in ("sensitive", "none", "exempt", "items", " of ", "day "):
        assert code not in steps
    assert "0名に通知を送る" not in page
    assert "新たに通知する方はいません" in page


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_is_there_in_both_languages_at_every_stage(row: Incident, officer: User, language: str) -> None:
    client = signed_in(officer)
    for state in ("open", "closed"):
        Incident.objects.update(state=state)
        page = client.get(f"/office/incidents/{row.pk}", headers={"accept-language": language}).content.decode()
        assert row.number in page
        assert "incident." not in page.replace("/incident.", "")
