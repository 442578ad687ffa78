"""Who may speak to an MQTT broker, as the two files that Mosquitto reads."""

from collections.abc import Iterable
from pathlib import Path
from secrets import token_hex
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from harimi.service.devices.models import Device, DeviceToken
from harimi.service.devices.mqtt_hash import mosquitto_hash
from harimi.service.devices.tokens import WORKING

PASSWORDS, RIGHTS = "passwords", "acl"
Account = tuple[UUID, str, str]
"""Whose a token is, how it ends, and its hash."""


def write_accounts(folder: Path, user: str, password: str) -> int:
    """Writes both files for all working cameras; how many there are."""
    accounts = list(_accounts())
    write_files(folder, user, password, accounts)
    return len({device for device, _, _ in accounts})


def write_files(folder: Path, user: str, password: str, accounts: Iterable[Account]) -> None:
    """Cameras speak for themselves alone, the service's own `user` with all.

    A broker knows one password for each name. So each good token has a name of its own, and while a token is renewed both
    are good. Both files are replaced in one step each, and readable by their owner only.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = list(accounts)
    lines = [f"{user}:{mosquitto_hash(password)}", *(f"{account_of(device, end)}:{token}" for device, end, token in known)]
    _replace(folder / PASSWORDS, "\n".join(lines) + "\n")
    _replace(folder / RIGHTS, "\n".join([f"user {user}\ntopic readwrite harimi/#\n", *map(_rights, known)]))


def account_of(device: UUID, end: str) -> str:
    """The name at the broker of a camera's token that ends so."""
    return f"{device}.{end}"


def _accounts() -> QuerySet[DeviceToken, Account]:
    """Each good token of a working camera; the newest come last."""
    good = Q(until=None) | Q(until__gt=timezone.now())
    tokens = DeviceToken.objects.filter(good, device__kind=Device.Kind.CAMERA, **WORKING)
    return tokens.exclude(broker_hash="").order_by("made_at", "pk").values_list("device_id", "end", "broker_hash")


def _rights(account: Account) -> str:
    device, end, _ = account
    return f"user {account_of(device, end)}\ntopic write harimi/{device}/in/#\ntopic read harimi/{device}/out/#\n"


def _replace(file: Path, text: str) -> None:
    made = file.with_name(f".{file.name}.{token_hex(4)}")
    made.touch(mode=0o600)
    made.write_text(text, encoding="utf-8")
    made.replace(file)
