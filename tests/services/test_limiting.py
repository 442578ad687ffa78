"""Limits are counted together on a real Redis, and refuse nobody while it is away."""

from collections.abc import Iterator

import pytest
from limits import RateLimitItemPerMinute

from harimi.service.platform.limiting import Limiter
from tests.instances import redis
from tests.instances.program import absent, open_folder

TWO = RateLimitItemPerMinute(2)


@pytest.fixture
def server() -> Iterator[redis.Redis]:
    if why := redis.installed():
        absent(why)
    with open_folder("redis") as folder:
        made = redis.Redis(folder / "own")
        made.start()
        yield made
        made.stop()


def test_two_machines_count_together(server: redis.Redis) -> None:
    one, other = Limiter(server.url), Limiter(server.url)
    assert [each.hit(TWO, "photograph", "camera") for each in (one, other, one)] == [True, True, False]
    assert other.hit(TWO, "photograph", "another camera")


def test_two_services_on_one_redis_do_not_meet(server: redis.Redis) -> None:
    one, other = Limiter(server.url, "one"), Limiter(server.url, "other")
    assert [one.hit(TWO, "a") for _ in range(3)] == [True, True, False]
    assert other.hit(TWO, "a")


def test_a_redis_that_is_away_refuses_nobody_and_each_counts_by_itself(server: redis.Redis) -> None:
    limiter = Limiter(server.url)
    assert limiter.hit(TWO, "a")
    server.kill()
    assert [limiter.hit(TWO, "a") for _ in range(3)] == [True, True, False]
