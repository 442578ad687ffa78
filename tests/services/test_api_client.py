"""The generated client and the examples, as they are, against a service that runs."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from harimi.client import Harimi, HarimiError, each, models
from harimi.service.meters.models import Meter, Site
from harimi.service.readings.models import Reading
from scripts.client import FOLDER, files
from tests.services.api_calls import operations, photograph, token_for
from tests.services.world import World, hours, send, work, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "docs/examples/api"


@pytest.fixture
def made() -> World:
    """A meter that was read twice."""
    made = world("energy", since=START)
    send(made, "8766.12", START + hours(1))
    work()
    Reading.objects.update(changed_at=timezone.now() - timedelta(hours=1))
    return made


@pytest.fixture
def service(live_server: Any, settings: Any) -> str:
    """The address of a service that runs."""
    settings.HARIMI = settings.HARIMI.model_copy(update={"address": live_server.url})
    return str(live_server.url)


def test_the_committed_client_is_what_the_document_makes_of_it() -> None:
    for name, told in files().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == told, "run: make client"


def test_each_call_with_a_token_has_a_method() -> None:
    named = {name for name, (_, _, one) in operations().items() if one["security"]}
    assert {name for name in named if not callable(getattr(Harimi, name, None))} == set()


def test_the_client_needs_nothing_of_the_service() -> None:
    code = "import sys, harimi.client; print([one for one in ('django', 'harimi.service', 'cv2') if one in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_environment())
    assert told.stdout.strip() == "[]"


def test_the_client_reads_writes_pages_and_says_what_is_refused(made: World, service: str) -> None:
    with Harimi(service, token_for(made.site.organization, made.owner)) as harimi:
        assert [one.value for one in each(harimi.list_readings, limit=1)] == [one.value for one in harimi.list_readings().data]
        assert [one.at for one in each(harimi.list_register_readings, made.register.pk, limit=1)] == [START, START + hours(1)]
        first, again = (harimi.make_site(models.NewSite(name="Shed", time_zone="Asia/Tokyo"), key="a") for _ in range(2))
        assert first == again
        assert Site.objects.count() == 2
        harimi.get_site(first.id)
        tag = harimi.tag
        assert harimi.change_one_site(first.id, models.SiteChange(name="Barn"), if_match=tag).name == "Barn"
        with pytest.raises(HarimiError) as refused:
            harimi.change_one_site(first.id, models.SiteChange(name="Hut"), if_match=tag)
        assert (refused.value.status, refused.value.code) == (412, "changed_meanwhile")
        seen = harimi.read_photograph(photograph(made).read(), kind="segments", digits=8, decimals=2)
        assert str(seen.value) == "8765.41"
        papers = [b"%PDF-1.7\none", b"%PDF-1.7\ntwo"]
        asked, _ = (harimi.make_inquiry_with_files(papers, "question", "Is it so?", key="b") for _ in range(2))
        assert [harimi.get_inquiry_file(asked.id, one.id) for one in asked.messages[0].files] == papers
        assert [one.id for one in each(harimi.list_inquiries)] == [asked.id]
    with Harimi(service, "hk_none") as nobody, pytest.raises(HarimiError, match="bad_token"):
        nobody.get_token()


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **more}


def _run(name: str, *arguments: str, **environment: str) -> str:
    command = ["sh"] if name.endswith(".sh") else [sys.executable]
    run = subprocess.run(
        [*command, str(EXAMPLES / name), *arguments], capture_output=True, text=True, env=_environment(**environment)
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_the_examples_do_what_they_say(made: World, service: str, tmp_path: Path) -> None:
    told = {"HARIMI_URL": service, "HARIMI_TOKEN": token_for(made.site.organization, made.owner)}
    place, photo = str(tmp_path / "place"), tmp_path / "photo.jpg"
    photo.write_bytes(photograph(made).read())
    followed = _run("follow.py", HARIMI_PLACE=place, **told)
    assert [line.split()[2] for line in followed.splitlines()] == ["8765.41", "8766.12"]
    assert _run("follow.py", HARIMI_PLACE=place, **told) == ""
    assert '"amount":"0.71"' in _run("usage.sh", **told)
    assert _run("meter.py", **told).splitlines() == ["corrected 1004.30 kWh", "used 4.30 kWh", "refused impossible"]
    assert '"value":"8765.41"' in _run("read.sh", str(photo), **told)
    shown = _run("photograph.py", str(made.register.pk), str(photo), **told).splitlines()
    assert shown[0].startswith("it may show 8765.41")
    assert shown[1:] == ["confirmed 8765.41 kWh", "True True"]
    table = tmp_path / "meters.csv"
    for kind, said in (("dream", "row 2: kind no_kind"), ("drums", "running")):
        table.write_text(f"place,meter,kind,digits\nHome,Water,{kind},8\n")
        assert _run("table.py", str(table), **told).splitlines() == [said]
    work()
    assert Meter.objects.filter(name="Water").exists()
    assert _run("watch.py", str(made.register.pk), "8766", **told).splitlines() == [
        "it would have told 0 times",
        "it watches limit 8766",
    ]
    tried = {"follow.py", "meter.py", "photograph.py", "read.sh", "table.py", "usage.sh", "watch.py"}
    assert {one.name for one in EXAMPLES.iterdir()} == tried
