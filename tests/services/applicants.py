"""Applicants and their applications, for tests."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from PIL import Image

from harimi.service.contracts import applying
from harimi.service.contracts.applying import Place, Wanted, send
from harimi.service.contracts.models import Application, Plan, PlanPrice
from harimi.service.notices.sending import send_one
from harimi.service.privacy.gate import using
from harimi.service.privacy.publication import at_start, publish
from harimi.service.privacy.wishes import Wish
from tests.services.policies import operator

PASSWORD = "a long password"  # noqa: S105
TYPED = {
    "kind": "company",
    "corporate_name": "株式会社 青空ビル管理",
    "department": "設備課",
    "name": "山田 花子",
    "email": "Hanako@Example.jp",
    "telephone": "０３−１２３４−５６７８",
    "postal_code": "１００-0001",
    "address": "東京都千代田区千代田1-1",
    "agreed": "on",
    "p-TOTAL_FORMS": "8",
    "p-INITIAL_FORMS": "0",
    "p-0-place": "本館2階 機械室",
    "p-0-meter_kind": "water",
    "p-0-meters": "12",
    "p-1-place": "別館",
    "p-1-meter_kind": "gas",
    "p-1-meters": "3",
}
"""What somebody types into the form, but for the plan and the versions."""
PRICED = {one.name for one in PlanPrice._meta.get_fields()} - {"id", "plan"}


def plan(**changes: Any) -> Plan:
    """A plan that people can apply for."""
    words = {"name_ja": "標準", "name_en": "Standard", "about_ja": "毎日読み取ります。", "about_en": "Read every day."}
    prices = {name: changes.pop(name) for name in PRICED & set(changes)}
    made = Plan.objects.create(**{"code": "standard", **words, **changes})
    PlanPrice.objects.create(plan=made, **{"since": date(2020, 1, 1), "base_yen": 1000, "meter_yen": 200, **prices})
    return made


def applied(link: str = "https://here/apply/", **changes: Any) -> tuple[Application, str]:
    """An application that was sent, and the token of its page."""
    told: list[str] = []
    typed = {name: TYPED[name] for name in ("kind", "corporate_name", "department", "name", "email", "address")}
    typed |= {"telephone": "03-1234-5678", "postal_code": "100-0001"}
    places = (Place("本館2階 機械室", "water", 12), Place("別館", "gas", 3))
    chosen = changes.pop("plan", None) or Plan.objects.first() or plan()
    wanted = Wanted(**{"plan": chosen, "places": places, **typed, **changes})

    def at(token: str) -> str:
        told.append(token)
        return link + token

    return send(wanted, language="en", link=at), told[0]


def typed(client: Client, **changes: Any) -> dict[str, Any]:
    """The whole form as it is sent under the versions in force."""
    page = client.get("/apply").text
    versions = page.split('name="versions" value="')[1].split('"')[0]
    return {**TYPED, "plan": str(Plan.objects.get().pk), "versions": versions, **changes}


@pytest.fixture
def opened() -> Iterator[None]:
    """The policy has no gaps, and there is a plan."""
    at_start()
    publish(operator(), Wish())
    plan()
    with using("registration"):
        yield


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"Accept-Language": "en"})


def mailed() -> list[Any]:
    while send_one():
        pass
    return mail.outbox


def link_mailed() -> str:
    """The applicant's own page, out of the last mail."""
    found = re.search(r"/apply/\S+", str(mailed()[-1].body))
    assert found is not None
    return found.group()


def picture(kind: str = "JPEG", **options: Any) -> bytes:
    made = BytesIO()
    Image.new("RGB", (900, 600), "white").save(made, kind, **options)
    return made.getvalue()


def received(**changes: Any) -> tuple[Application, str]:
    row, token = applied(**changes)
    applying.confirm(row, link="https://here")
    return row, token
