"""The demo's customer: a household with three meters, each with a camera and a face that a person could have drawn."""

import json
import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np

from harimi.demo.money import bill
from harimi.service.accounts.addresses import prove
from harimi.service.accounts.models import User
from harimi.service.captures.registration import Wanted, register_meter
from harimi.service.captures.services import accept
from harimi.service.devices.services import install, new_camera
from harimi.service.meters.models import Site
from harimi.service.meters.services import found_home
from harimi.service.readings.set_up import keep_face, set_up_picture
from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.living import LivingMeter, household

CUSTOMER, STAFF = ("demo@example.com", "demo customer"), ("staff@example.com", "demo staff member")
"""Mail address and password of both sign-ins; only `harimi serve --demo` makes them."""
PASSED = timedelta(hours=36)
"""How much of the meters' life is there at once."""
WANTED = {
    "water": Wanted("水道メーター Water", "drums", "m3", digits=9, decimals=4, max_per_hour=Decimal(3)),
    "pressure": Wanted("圧力計 Pressure", "dial", "MPa", low=Decimal(0), high=Decimal("1.6")),
    "energy": Wanted("電力量計 Electricity", "segments", "kWh", digits=8, decimals=2, max_per_hour=Decimal(12)),
}


def found_demo(folder: Path) -> Path:
    """Makes the demo's people, meters and cameras where there are none; the file that lists the cameras with their tokens."""
    listed = folder / "cameras.json"
    if listed.exists() and User.objects.filter(email=CUSTOMER[0]).exists():
        return listed
    folder.mkdir(parents=True, exist_ok=True)
    owner = User.objects.create_user(*CUSTOMER)
    staff = User.objects.create_user(*STAFF, is_staff=True, is_superuser=True)
    for user in (owner, staff):
        prove(user)
    site = found_home("針見の家 Demo house", owner, time_zone="Asia/Tokyo")
    since = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - PASSED
    cameras = [_meter(site, living, since, owner) for living in household()]
    bill(site.organization, staff)
    _write(listed, json.dumps(cameras))
    return listed


def _meter(site: Site, living: LivingMeter, since: datetime, owner: User) -> dict[str, str]:
    """A meter with its face, drawn on the camera's first photograph."""
    register = register_meter(site, WANTED[living.id])
    device, token = new_camera(site.organization, living.look.name[0])
    installation = install(device, register.meter, since=since)
    drawing = Drawing(living.look.draw(living.start), {})
    first = photograph(drawing, np.random.default_rng(0), Pose(), Light(), Lens(blur=0.4, noise=1.0)).image
    accept(device, encode(first, 92).tobytes(), since)
    picture = set_up_picture(installation)
    if picture is None:
        raise RuntimeError("the demo's first photograph is gone")
    keep_face(register, picture, living.look.face(), actor=owner)
    return {"meter": living.id, "token": token, "since": since.isoformat()}


def _write(path: Path, text: str) -> None:
    """Tokens are secrets, a demo's too."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
