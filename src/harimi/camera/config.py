"""The file that a camera is set up by: TOML, read once, every mistake named."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from harimi.camera.config_source import SourceConfig, source_from
from harimi.camera.tables import ConfigError, Table


@dataclass(frozen=True)
class Config:
    """Where the service is, where things are kept, and what the camera is. Paths are absolute."""

    path: Path
    url: str
    state: Path
    source: SourceConfig
    token_file: Path
    unit_key_file: Path | None = None
    certificate: str = ""
    limit_mb: int = 1024
    keep_free_mb: int = 200
    lamp_on: tuple[str, ...] = ()
    lamp_off: tuple[str, ...] = ()
    battery: str = ""
    serial: str = ""
    model: str = ""


def load(path: Path) -> Config:
    """The configuration in a file. Raises `ConfigError`."""
    try:
        read = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; write it with: harimi camera setup --config {path}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no TOML: {error}") from error
    try:
        return _checked(path.resolve(), Table("", read))
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error


def _checked(path: Path, read: Table) -> Config:
    service, state, light, health = (read.table(name) for name in ("service", "state", "light", "health"))
    url = _url(service.text("url"))
    folder = _path(path, state.text("folder"))
    key = service.text("unit_key_file", "")
    config = Config(
        path=path,
        url=url,
        state=folder,
        source=source_from(read.table("source"), path.parent),
        token_file=_path(path, service.text("token_file", str(folder / "token"))),
        unit_key_file=_path(path, key) if key else None,
        certificate=service.text("certificate", ""),
        limit_mb=state.whole("limit_mb", 1024, least=10),
        keep_free_mb=state.whole("keep_free_mb", 200, least=0),
        lamp_on=light.words("on", ()),
        lamp_off=light.words("off", ()),
        battery=health.text("battery", ""),
        serial=health.text("serial", ""),
        model=health.text("model", ""),
    )
    for table in (service, state, light, health, read):
        table.finish()
    if bool(config.lamp_on) != bool(config.lamp_off):
        raise ConfigError("light: give both on and off, or none")
    return config


def _path(config: Path, text: str) -> Path:
    """A path that is relative is so to the configuration's folder."""
    return config.parent / Path(text).expanduser()


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ConfigError("service.url must be an address such as https://meters.example.jp, without user and password")
    return text.rstrip("/")
