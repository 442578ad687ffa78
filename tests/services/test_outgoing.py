"""A camera's queue and the demo's simulated cameras, before the real service."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from django.core.wsgi import get_wsgi_application

from harimi.camera.outgoing import Outgoing, RefusedError, Shot
from harimi.demo.cameras import cameras_of, remember
from harimi.demo.customer import CUSTOMER, found_demo
from harimi.service.accounts.models import User
from harimi.service.captures.models import Capture
from tests.meters import shot
from tests.services.world import World, hours, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)


@pytest.fixture
def made() -> World:
    return world("energy", since=START)


def _outgoing(token: str) -> Outgoing:
    """A queue that speaks to the service in this process."""
    return Outgoing("http://testserver", token, httpx.Client(transport=httpx.WSGITransport(app=get_wsgi_application())))


def _shots(made: World, count: int) -> list[Shot]:
    moments = (START + hours(n) for n in range(1, count + 1))
    return [Shot(shot(made.living, made.living.start + n, n + 1), at, f"{n}") for n, at in enumerate(moments)]


def test_what_waits_is_sent_in_order_and_leaves_the_queue(made: World) -> None:
    outgoing = _outgoing(made.token)
    for one in _shots(made, 3):
        outgoing.add(one)
    assert (outgoing.flush(), len(outgoing)) == (3, 0)
    work()
    assert values(made.register) == [876541, 876541, 876641, 876741]


def test_without_a_connection_everything_stays(made: World) -> None:
    lost = Outgoing("http://127.0.0.1:9", made.token)
    for one in _shots(made, 2):
        lost.add(one)
    assert (lost.flush(), len(lost)) == (0, 2)


def test_a_photograph_that_can_never_be_taken_does_not_block_the_others(made: World) -> None:
    outgoing = _outgoing(made.token)
    outgoing.add(Shot(b"no picture", START + hours(1), "bad"))
    outgoing.add(_shots(made, 2)[1])
    assert (outgoing.flush(), len(outgoing)) == (2, 0)
    assert Capture.objects.count() == 2


def test_a_camera_that_is_unknown_is_told_so(made: World) -> None:
    outgoing = _outgoing("hc_wrong")
    outgoing.add(_shots(made, 1)[0])
    with pytest.raises(RefusedError, match="bad_token"):
        outgoing.flush()
    assert len(outgoing) == 1


@pytest.mark.usefixtures("published")
def test_the_demo_is_founded_once_and_its_meters_go_on_where_they_stopped(tmp_path: Path) -> None:
    listed = found_demo(tmp_path)
    assert found_demo(tmp_path) == listed
    assert User.objects.filter(email=CUSTOMER[0]).count() == 1
    assert listed.stat().st_mode & 0o777 == 0o600
    state = tmp_path / "state.json"
    before = cameras_of(listed, state, "http://testserver")
    for camera in before:
        camera.shoot(camera.at + timedelta(hours=1))
    remember(before, state)
    after = cameras_of(listed, state, "http://testserver")
    assert [(camera.at, camera.value) for camera in after] == [(camera.at, camera.value) for camera in before]
