"""Setting up a camera: the file that it goes by, its secrets, one photograph and one word with the service."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harimi.camera.api import Api
from harimi.camera.config import Config
from harimi.camera.connection import Connection, LostError
from harimi.camera.files import private_folder, write_durably
from harimi.camera.light import Lamp
from harimi.camera.picture import Picture, PictureError, prepared
from harimi.camera.settings import SettingsStore
from harimi.camera.sources.source import SourceError
from harimi.camera.tokens import Tokens

Tables = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a person typed; empty where it stays as it is."""

    token: str = ""
    unit_key: str = ""
    password: str = ""


def write(path: Path, tables: Tables) -> None:
    """The configuration, for its owner alone. Raises `OSError`."""
    private_folder(path.parent)
    lines = []
    for name, fields in tables.items():
        lines += [f"[{name}]", *(f"{field} = {_toml(value)}" for field, value in fields.items()), ""]
    write_durably(path, "\n".join(lines).encode())


def _toml(value: Any) -> str:
    """JSON's texts, numbers and lists are TOML's too."""
    return json.dumps(value)


def keep(config: Config, secrets: Secrets) -> None:
    """Writes the secrets to the files that the configuration names, mode 0600."""
    for text, file in (
        (secrets.token, config.token_file),
        (secrets.unit_key, config.unit_key_file),
        (secrets.password, config.source.password_file),
    ):
        if text and file is not None:
            private_folder(file.parent)
            write_durably(file, text.encode())


def photograph(config: Config) -> Picture:
    """One photograph as it would be sent. Raises `SourceError`, `PictureError`, `ConfigError`."""
    private_folder(config.state)
    settings = SettingsStore(config.state / "settings.json").current
    with Lamp(config.lamp_on, config.lamp_off).burning(settings.light_ms):
        shot = config.source.made().take()
    if shot is None:
        raise SourceError(f"no photograph lies in {config.source.place} yet")
    return prepared(shot.data, settings)


def seen(config: Config) -> str:
    """The test photograph, in words."""
    try:
        picture = photograph(config)
    except (SourceError, PictureError) as error:
        return f"the camera does not work yet: {error}"
    return f"the camera works: a photograph of {len(picture.data) // 1000} kB"


def spoken(config: Config) -> tuple[bool, str]:
    """Whether the service knows this camera, and what it says, in words. Without a token it is asked by the unit's key."""
    tokens = Tokens(config.token_file)
    api = Api(Connection(config.url, config.certificate), tokens, SettingsStore(config.state / "settings.json"))
    try:
        if tokens.current:
            answer = api.contact()
            good = answer.status == 200 and bool(answer.json.get("orders"))
            return good, "the service knows this camera" if good else f"the service answered {answer.words()}"
        if config.unit_key_file is None:
            return False, "there is neither a token nor a unit key"
        answer = api.enrol(config.unit_key_file.read_text("ascii").strip())
        if answer.status in (200, 201) and answer.json.get("token"):
            tokens.try_next(str(answer.json["token"]))
            tokens.worked()
            return True, "this camera was claimed and has its token"
        if answer.code == "not_claimed":
            return True, "the service knows this camera; it waits to be claimed"
        return False, f"the service answered {answer.words()}"
    except LostError as error:
        return False, str(error)
