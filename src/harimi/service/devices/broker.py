"""Who may speak to an MQTT broker, as the two files that Mosquitto reads."""

from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

from django.db.models import Q
from django.utils import timezone

from harimi.service.devices.models import Device, DeviceToken
from harimi.service.devices.mqtt_hash import mosquitto_hash

PASSWORDS, RIGHTS = "passwords", "acl"


def write_accounts(folder: Path, user: str, password: str) -> int:
    """Writes both files: cameras speak for themselves alone, the service's own `user` with all; how many cameras there are.

    A camera's password is its newest good token. Both files are replaced in one step each, and readable by their owner only.
    """
    folder.mkdir(parents=True, exist_ok=True)
    cameras = dict(_cameras())
    lines = [f"{user}:{mosquitto_hash(password)}", *(f"{name}:{known}" for name, known in sorted(cameras.items()))]
    _replace(folder / PASSWORDS, "\n".join(lines) + "\n")
    _replace(folder / RIGHTS, _rights(user))
    return len(cameras)


def _cameras() -> Iterator[tuple[str, str]]:
    """Each working camera's name at the broker with its newest good token's hash; the newest comes last."""
    good = Q(until=None) | Q(until__gt=timezone.now())
    tokens = DeviceToken.objects.filter(good, device__kind=Device.Kind.CAMERA, device__stopped_at=None)
    named = tokens.exclude(broker_hash="").order_by("made_at", "pk").values_list("device_id", "broker_hash")
    yield from ((str(device), known) for device, known in named)


def _rights(user: str) -> str:
    own = "pattern write harimi/%u/in/#\npattern read harimi/%u/out/#\n"
    return f"{own}\nuser {user}\ntopic readwrite harimi/#\n"


def _replace(file: Path, text: str) -> None:
    made = file.with_name(f".{file.name}.{token_hex(4)}")
    made.touch(mode=0o600)
    made.write_text(text, encoding="utf-8")
    made.replace(file)
