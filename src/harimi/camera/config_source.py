"""What stands in `[source]`, and the source that it makes."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from harimi.camera.sources.command import Command
from harimi.camera.sources.ffmpeg import rtsp, v4l2
from harimi.camera.sources.folder import Folder
from harimi.camera.sources.snapshot import Snapshot
from harimi.camera.sources.source import Source
from harimi.camera.tables import ConfigError, Table

KINDS = ("v4l2", "http", "rtsp", "folder", "command")


@dataclass(frozen=True)
class SourceConfig:
    """A source by its kind; `place` is its device, address or folder. A password stays in its file until it is used."""

    kind: str
    place: str = ""
    words: tuple[str, ...] = ()
    user: str = ""
    password_file: Path | None = None
    certificate: str = ""
    width: int = 1600
    height: int = 1200
    skip: int = 10
    input_format: str = "mjpeg"
    seconds: int = 60
    newest: bool = False

    def made(self) -> Source:
        """The source. Raises `ConfigError` where its password cannot be read."""
        if self.kind == "v4l2":
            return v4l2(self.place, self.width, self.height, self.skip, self.input_format)
        if self.kind == "http":
            return Snapshot(self.place, self.user, self._password(), self.certificate)
        if self.kind == "rtsp":
            return rtsp(self.place, self.user, self._password())
        if self.kind == "folder":
            return Folder(Path(self.place), newest=self.newest)
        return Command(self.words, seconds=self.seconds)

    def _password(self) -> str:
        if self.password_file is None:
            return ""
        try:
            return self.password_file.read_text("utf-8").strip()
        except OSError as error:
            raise ConfigError(f"source.password_file {self.password_file}: {error.strerror}") from error


def source_from(table: Table, beside: Path) -> SourceConfig:
    """The table, checked. Raises `ConfigError`."""
    kind = table.text("kind")
    if kind not in KINDS:
        raise ConfigError(f"source.kind {kind!r} is unknown; take one of {', '.join(KINDS)}")
    made = _READERS[kind](kind, table, beside)
    table.finish()
    return made


def _v4l2(kind: str, table: Table, _: Path) -> SourceConfig:
    return SourceConfig(
        kind,
        table.text("device", "/dev/video0"),
        width=table.whole("width", 1600, least=16),
        height=table.whole("height", 1200, least=16),
        skip=table.whole("skip", 10, least=0),
        input_format=table.text("input_format", "mjpeg"),
    )


def _address(kind: str, table: Table, beside: Path) -> SourceConfig:
    url, file = table.text("url"), table.text("password_file", "")
    schemes = ("http", "https") if kind == "http" else ("rtsp", "rtsps")
    if urlsplit(url).scheme not in schemes or not urlsplit(url).hostname:
        raise ConfigError(f"source.url must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    if urlsplit(url).username is not None:
        raise ConfigError("source.url must hold no password; give user and password_file, and the address without them")
    certificate = table.text("certificate", "") if kind == "http" else ""
    password_file = beside / file if file else None
    return SourceConfig(kind, url, user=table.text("user", ""), password_file=password_file, certificate=certificate)


def _folder(kind: str, table: Table, beside: Path) -> SourceConfig:
    path = beside / Path(table.text("path")).expanduser()
    if not path.is_dir():
        raise ConfigError(f"source.path {path} is no folder")
    return SourceConfig(kind, str(path), newest=table.flag("newest", default=False))


def _command(kind: str, table: Table, _: Path) -> SourceConfig:
    words = table.words("command")
    if not words:
        raise ConfigError('source.command is empty; write it like ["rpicam-still", "--nopreview", "--output", "{file}"]')
    return SourceConfig(kind, words=words, seconds=table.whole("seconds", 60, least=1))


_READERS = {"v4l2": _v4l2, "http": _address, "rtsp": _address, "folder": _folder, "command": _command}
