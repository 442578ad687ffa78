"""Fills a running service with many cameras over meters that look alike: `python -m tests.services.seed_fleet COUNT [METER]`.

One face is drawn; the other meters have the same one. Prints the devices, tokens and registers, in order.
"""

import json
import sys
import uuid
from datetime import UTC, datetime
from typing import Any

from harimi.service.project.setup import set_up

START = datetime(2026, 4, 6, tzinfo=UTC)


def main(count: str, meter: str = "energy") -> None:
    """The cameras have been at work for some time; the first one's set-up photograph is the only one that has been read."""
    set_up()
    from harimi.service.privacy.gate import using

    with using("provision"):
        print(json.dumps(_filled(int(count), meter)))


def _filled(count: int, meter: str) -> dict[str, Any]:
    from django.utils import timezone

    from harimi.service.devices.models import DeviceToken
    from tests.services.world import person, world

    made = world(meter, since=START)
    person("staff@example.jp", staff=True, admin=True)
    found = [(made.device, made.token, made.register), *(another(made, n) for n in range(1, count))]
    DeviceToken.objects.update(used_at=timezone.now())
    devices, tokens, registers = zip(*found, strict=True)
    return {"devices": [str(one.pk) for one in devices], "tokens": tokens, "registers": [str(one.pk) for one in registers]}


def another(made: Any, n: int) -> tuple[Any, str, Any]:
    """A meter beside the first: its camera, which sees it in the same way, that one's token, and its register."""
    from harimi.service.captures.registration import register_meter
    from harimi.service.devices.models import Installation
    from harimi.service.devices.services import install, new_camera
    from harimi.service.meters.models import Face
    from tests.services.world import WANTED

    register = register_meter(made.site, WANTED[made.living.id])
    device, token = new_camera(made.site.organization, f"Camera {n}")
    placed = install(device, register.meter, since=START)
    Installation.objects.filter(pk=placed.pk).update(frame=made.installation.frame)
    face = made.register.faces.get()
    Face.objects.create(pk=uuid.uuid4(), register=register, version=1, view=placed.pk, data=face.data, valid_from=START)
    return device, token, register


if __name__ == "__main__":
    main(*sys.argv[1:])
