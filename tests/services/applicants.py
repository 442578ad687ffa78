"""Applicants and their applications, for tests."""

from typing import Any

from django.test import Client

from harimi.service.contracts.applying import Place, Wanted, send
from harimi.service.contracts.models import Application, Plan

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


def plan(**changes: Any) -> Plan:
    """A plan that people can apply for."""
    words = {"name_ja": "標準", "name_en": "Standard", "about_ja": "毎日読み取ります。", "about_en": "Read every day."}
    return Plan.objects.create(**{"code": "standard", "base_yen": 1000, "meter_yen": 200, **words, **changes})


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
