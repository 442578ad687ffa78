"""Campaigns and people who asked for them, for tests."""

from harimi.service.accounts.models import Organization, User
from harimi.service.contracts.models import Contract, Plan
from harimi.service.marketing.campaigns import save_draft, send
from harimi.service.marketing.models import Campaign
from harimi.service.privacy import choices
from harimi.service.privacy.choices import Asked
from harimi.service.privacy.days import today
from tests.services.world import home, person

ASKED = Asked("Yes, I want this news", "en", "my_account")
WORDS = {
    "title_ja": "新しいカメラ",
    "title_en": "A new camera",
    "body_ja": "新しいカメラができました。\nhttps://example.jp/camera",
    "body_en": "There is a new camera.\nhttps://example.jp/camera",
    "audience": "",
}


def reader(email: str) -> User:
    """Somebody who asked for news."""
    user = person(email)
    choices.opt(user.subject_id, ASKED, "marketing", wanted=True)
    return user


def customer(user: User, *, kind: str = "company", plan: str = "small", meters: int = 3) -> Organization:
    """Their organization, with a contract since today."""
    organization = home(user, f"Home of {user.email}").organization
    Organization.objects.filter(pk=organization.pk).update(kind=kind)
    words = {"name_ja": plan, "name_en": plan, "about_ja": plan, "about_en": plan}
    bought, _ = Plan.objects.get_or_create(code=plan, defaults=words)
    number = f"C{Contract.objects.count():08d}"
    told = {
        "name": "Who",
        "corporate_name": "",
        "department": "",
        "postal_code": "1000001",
        "address": "There",
        "telephone": "03",
    }
    Contract.objects.create(organization=organization, number=number, plan=bought, meters=meters, since=today(), **told)
    return organization


def campaign(staff: User, *, sent: bool = True, **changed: str) -> Campaign:
    """One that is being sent, or a draft."""
    made = save_draft(None, {**WORDS, **changed}, actor=staff)
    if sent:
        send(made, actor=staff)
    made.refresh_from_db()
    return made


def answers(user: User) -> Asked:
    """As they would press a button of their own."""
    return Asked("No more of this", "en", "my_account", user.subject_id)
