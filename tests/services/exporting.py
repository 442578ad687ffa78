"""What the tests of exports share: a house to take along, and how somebody asks for it and gets it."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse

from harimi.service.pages.exports import making
from harimi.service.rights.models import Export
from harimi.service.rights.writing import content_of
from tests.services.people import client as browser
from tests.services.world import World, home, member, person, send, work, world

START = datetime(2026, 4, 6, tzinfo=UTC)


def house() -> World:
    """A house whose meter was read twice, with a manager, a viewer and a tenant; beside it another customer and staff."""
    made = world("energy", since=START)
    send(made, "8766.00", START + timedelta(hours=1))
    work()
    member(made.site.organization, "manager@example.jp", "manager")
    member(made.site.organization, "viewer@example.jp")
    home(person("other@example.jp"), "Elsewhere")
    person("staff@example.jp", staff=True)
    return made


def _who(made: World, of: str) -> str:
    return "me" if of == "me" else str(made.site.organization_id)


def ask(made: World, of: str = "home", who: str = "owner", language: str = "ja") -> Export:
    answer = browser(who, language).post(reverse("export_make"), {"who": _who(made, of)})
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("export_state", args=[_who(made, of)])
    return Export.objects.get()


def zipped(export: Export) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(content_of(export))))


def taken(made: World, of: str = "home", who: str = "owner", language: str = "ja") -> zipfile.ZipFile:
    ask(made, of, who, language)
    assert making.make_one()
    export = Export.objects.get()
    assert (export.fault, export.reached) == ("", export.total)
    return zipped(export)


def rows(found: zipfile.ZipFile, table: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(found.read(f"data/{table}.json"))
    return told


def lines(found: zipfile.ZipFile, table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(found.read(f"data/{table}.csv").decode("utf-8-sig"))))
