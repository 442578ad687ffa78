"""The privacy page: who gets what is held, consent in exact words, withdrawal, and own channels."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from harimi.service.accounts.models import Membership, Organization
from harimi.service.pages.shared import shared_with
from harimi.service.privacy.models import Subject
from harimi.service.privacy.recipients import end
from harimi.service.third_parties.consents import consent, holding
from harimi.service.third_parties.instructions import Channel, instruct
from harimi.service.third_parties.models import Instruction, RecipientConsent
from harimi.service.third_parties.stops import stop_provision
from tests.services.office import signed_in
from tests.services.third_parties.scene import BEFORE, ITEMS, asked, partner
from tests.services.world import home, member, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
PAGE = "/account/privacy"
ABROAD = """
[[foreign]]
recipient = { ja = "パートナー", en = "Partner Co." }
country = { ja = "米国", en = "the United States" }
system = { ja = "包括的な法律はない", en = "no general act" }
measures = { ja = "契約による措置", en = "measures by contract" }
"""


@pytest.fixture
def organization() -> Organization:
    """A household with an owner."""
    return home(person("owner@example.jp"), "Yamada").organization


def _owner() -> Client:
    from harimi.service.accounts.models import User

    return signed_in(User.objects.get(email="owner@example.jp"))


def _words(client: Client, who: str) -> str:
    found = re.search(
        rf'name="who" value="{who}"><input[^>]*name="recipient" value="partner"><input[^>]*value="([0-9a-f]+)"',
        client.get(PAGE).text,
    )
    assert found is not None
    return found.group(1)


def _given(subject: Subject) -> list[str]:
    return list(RecipientConsent.objects.filter(subject=subject).order_by("id").values_list("kind", flat=True))


def _answer(client: Client, organization: Organization, wanted: str, words: str = "") -> str:
    told = {"who": str(organization.pk), "recipient": "partner", "wanted": wanted, "words": words}
    return client.post(f"{PAGE}/recipient", told, follow=True).text


def test_an_owner_consents_in_the_words_that_were_shown_and_withdraws(organization: Organization) -> None:
    to, client = partner(), _owner()
    said = client.get(PAGE).text
    assert "I consent that Partner Co. (JP) gets" in said
    assert "has changed" in _answer(client, organization, "yes", "0" * 64)
    assert "Your consent was written down" in _answer(client, organization, "yes", _words(client, str(organization.pk)))
    assert "you consented" in client.get(PAGE).text
    assert "nothing goes there any more" in _answer(client, organization, "no")
    assert _given(organization.subject) == ["consent", "withdrawal"]
    assert to.consents.count() == 2


def test_abroad_the_words_tell_the_three_facts(
    organization: Organization, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    to, client = partner(country="US", foreign_route="consent"), _owner()
    assert "I consent that" not in client.get(PAGE).text
    file = tmp_path / "operator.toml"
    file.write_text(ABROAD, "utf-8")
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update={"operator_file": file}))
    said = client.get(PAGE).text
    assert "Country: the United States. Its system of data protection: no general act." in said
    _answer(client, organization, "yes", _words(client, str(organization.pk)))
    from django.utils import timezone

    assert holding(to, organization.subject_id, timezone.now()) is not None
    file.write_text(ABROAD.replace("no general act", "another act"), "utf-8")
    assert holding(to, organization.subject_id, timezone.now()) is None


def test_entrusted_and_stopped_recipients_are_shown_without_a_question(organization: Organization) -> None:
    partner("entrusted")
    other = partner(id="other", host="other.example", name="Other Co.")
    stop_provision(organization.subject_id, other, actor=None)
    client = _owner()
    said = client.get(PAGE).text
    told = {"who": str(organization.pk), "recipient": "partner", "wanted": "no"}
    assert client.post(f"{PAGE}/recipient", told).status_code == 404
    assert not RecipientConsent.objects.exists()
    assert "entrusted" in said
    assert "stopped" in said
    assert f'"{organization.pk}"><input type="hidden" name="recipient" value="other"' not in said


def test_an_own_channel_is_shown_and_ended(organization: Organization) -> None:
    channel = Channel("webhook", "hooks.example", "My spreadsheet", "JP", ITEMS)
    row = instruct(channel, asked(), subject=organization.subject_id, now=BEFORE)
    client = _owner()
    assert "My spreadsheet (hooks.example)" in client.get(PAGE).text
    told = {"who": str(organization.pk), "instruction": str(row.pk)}
    assert client.post(f"{PAGE}/instruction", {"who": "me", "instruction": str(row.pk)}).status_code == 404
    assert "Nothing is sent there any more" in client.post(f"{PAGE}/instruction", told, follow=True).text
    assert Instruction.objects.get().ended_at is not None
    assert client.post(f"{PAGE}/instruction", told).status_code == 404


def test_nobody_decides_for_others(organization: Organization) -> None:
    to = partner()
    consent(to, asked(), subject=organization.subject_id, now=BEFORE)
    row = instruct(Channel("webhook", "x.example", "X", "JP", ITEMS), asked(), subject=organization.subject_id, now=BEFORE)
    clients = [
        signed_in(person("other@example.jp")),
        signed_in(member(organization, "viewer@example.jp", Membership.Role.VIEWER)),
    ]
    for client in clients:
        told = {"who": str(organization.pk), "recipient": "partner", "wanted": "no", "instruction": str(row.pk)}
        assert client.post(f"{PAGE}/recipient", told).status_code == 404
        assert client.post(f"{PAGE}/instruction", told).status_code == 404
        assert client.get(f"{PAGE}/recipient").status_code == 405
    assert Client().post(f"{PAGE}/recipient", {"who": "me"}).status_code == 302
    assert _given(organization.subject) == ["consent"]
    assert Instruction.objects.get().ended_at is None


def test_a_stopped_recipient_that_is_registered_anew_is_shown_as_stopped(organization: Organization) -> None:
    to = partner()
    stop_provision(organization.subject_id, to, actor=None)
    end(to.pk)
    partner(id="partner-again")
    assert [one.state for one in shared_with(organization.subject_id)] == ["stopped"]
