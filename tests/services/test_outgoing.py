"""A camera's photographs and orders, and the demo's simulated cameras, before the real service."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytest_django.live_server_helper import LiveServer

from harimi.camera.config import load
from harimi.camera.outgoing import Outgoing, Sent
from harimi.camera.settings import Settings as CameraSettings
from harimi.camera.settings import settings_from
from harimi.demo.cameras import RefusedError, cameras_of, outgoing, remember
from harimi.demo.customer import CUSTOMER, found_demo
from harimi.service.accounts.models import User
from harimi.service.captures.models import Capture
from harimi.service.devices.asking import ask, set_settings
from harimi.service.devices.models import DeviceReport, Order
from harimi.service.devices.settings import Settings, told_to
from tests.camera.made import Turned, jpeg, turned, write_config
from tests.meters import shot
from tests.services.world import World, hours, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def made() -> World:
    return world("energy", since=START)


@pytest.fixture
def service(live_server: LiveServer) -> str:
    """Where the service of this process listens."""
    return live_server.url


def _filled(queue: Outgoing, made: World, *numbers: int) -> Outgoing:
    """The meter, an hour on from photograph to photograph."""
    for n in numbers:
        queue.spool.add(shot(made.living, made.living.start + n - 1, n), START + hours(n), f"{n}", TOKYO)
    return queue


def _camera(folder: Path, url: str, made: World) -> Turned:
    (folder / "view.jpg").write_bytes(jpeg())
    return turned(load(write_config(folder, url, folder / "view.jpg", token=made.token)))


def test_what_waits_is_sent_in_order_and_leaves_the_queue(made: World, service: str, tmp_path: Path) -> None:
    queue = _filled(outgoing(tmp_path / "camera", service, made.token), made, 1, 2, 3)
    assert (queue.flush(), queue.due()) == (Sent(kept=3), [])
    work()
    assert values(made.register) == [876541, 876541, 876641, 876741]


def test_a_batch_is_taken_by_the_real_service_with_the_part_that_was_sent(made: World, service: str, tmp_path: Path) -> None:
    queue = _filled(outgoing(tmp_path / "camera", service, made.token), made, 1, 2)
    queue.spool.add(b"no picture", START + hours(3), "bad", TOKYO)
    queue.spool.add(shot(made.living, made.living.start, 4), START + hours(4), "part", TOKYO, (0.0, 0.0, 1.0, 1.0))
    assert queue.flush(batch=10) == Sent(kept=3, refused=1)
    assert Capture.objects.count() == 4
    assert "not_a_photo" in next(queue.spool.refused.folder.glob("*.txt")).read_text()


def test_without_a_connection_everything_stays(made: World, tmp_path: Path) -> None:
    camera = _camera(tmp_path, "http://127.0.0.1:9", made)
    _filled(camera.sender._outgoing, made, 1, 2)
    camera.turn()
    assert len(camera.parts.spool.waiting()) == 2


def test_a_photograph_that_can_never_be_taken_does_not_block_the_others(made: World, service: str, tmp_path: Path) -> None:
    queue = outgoing(tmp_path / "camera", service, made.token)
    queue.spool.add(b"no picture", START + hours(1), "bad", TOKYO)
    assert _filled(queue, made, 2).flush() == Sent(kept=1, refused=1)
    assert Capture.objects.count() == 2
    assert "not_a_photo" in next(queue.spool.refused.folder.glob("*.txt")).read_text()


def test_photographs_from_before_the_installation_wait(made: World, service: str, tmp_path: Path) -> None:
    queue = outgoing(tmp_path / "camera", service, made.token)
    queue.spool.add(jpeg(), START - hours(1), "early", TOKYO)
    assert _filled(queue, made, 1).flush() == Sent(kept=1)
    assert len(queue.spool.waiting()) == 1


@pytest.mark.usefixtures("published")
def test_a_simulated_camera_that_is_unknown_is_told_so(made: World, service: str, tmp_path: Path) -> None:
    camera = cameras_of(found_demo(tmp_path), tmp_path / "state.json", service)[0]
    camera.outgoing = outgoing(tmp_path / "unknown", service, "hc_wrong")
    camera.shoot(camera.at + timedelta(hours=1))
    with pytest.raises(RefusedError, match="bad_token"):
        camera.flush()
    assert len(camera.outgoing.spool.waiting()) == 1


def test_settings_and_orders_of_the_real_service_are_followed(made: World, service: str, tmp_path: Path) -> None:
    set_settings([made.device], Settings(every_minutes=15), made.owner)
    for kind in (Order.Kind.SHOOT, Order.Kind.RENEW_TOKEN, Order.Kind.REPORT):
        ask([made.device], kind, made.owner)
    camera = _camera(tmp_path, service, made)
    camera.turn(6)
    assert camera.parts.settings.current.every_minutes == 15
    states = dict(Order.objects.values_list("kind", "state"))
    assert states == {"settings": "done", "shoot": "done", "renew_token": "done", "report": "failed"}
    assert camera.parts.tokens.current != made.token
    assert not camera.parts.tokens.trying
    assert DeviceReport.objects.count() == 0


def test_a_wiped_camera_is_stopped_by_the_real_service_and_forgets(made: World, service: str, tmp_path: Path) -> None:
    camera = _camera(tmp_path, service, made)
    _filled(camera.sender._outgoing, made, 1, 2)
    ask([made.device], Order.Kind.WIPE, made.owner)
    camera.turn(6)
    made.device.refresh_from_db()
    assert made.device.stopped_at is not None
    assert Capture.objects.count() == 3
    assert camera.parts.forget_if_wiped()
    assert not camera.parts.tokens.current


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
    assert [len(camera.outgoing.spool.waiting()) for camera in after] == [1, 1, 1]


def test_camera_and_service_mean_the_same_by_what_nobody_changed(made: World) -> None:
    assert replace(settings_from(told_to(made.device)), version=0) == replace(CameraSettings(), version=0)
