"""Every kind of source, and what becomes of its pictures."""

import base64
import hashlib
import io
import os
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any
from urllib.request import parse_http_list, parse_keqv_list

import pytest
from PIL import Image

from harimi.camera.picture import PictureError, difference, prepared
from harimi.camera.settings import Settings
from harimi.camera.sources.command import Command
from harimi.camera.sources.ffmpeg import rtsp, v4l2
from harimi.camera.sources.folder import Folder
from harimi.camera.sources.snapshot import Snapshot
from harimi.camera.sources.source import SourceError
from tests.camera.made import jpeg, picture

USER, PASSWORD = "viewer", "p@ss: 'word'"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324


class Camera(BaseHTTPRequestHandler):
    """A network camera: /basic and /digest ask who it is, /empty has nothing."""

    def do_GET(self) -> None:
        if self.path == "/empty":
            self._answer(200, b"")
        elif self._known():
            self._answer(200, jpeg())
        else:
            self._answer(401, b"")

    def _known(self) -> bool:
        told = self.headers.get("Authorization", "")
        if self.path == "/basic":
            return told == "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.path != "/digest":
            return True
        if not told.startswith("Digest "):
            return False
        said = parse_keqv_list(parse_http_list(told.removeprefix("Digest ")))
        one, two = _md5(f"{USER}:camera:{PASSWORD}"), _md5(f"GET:{self.path}")
        return said["response"] == _md5(f"{one}:{said['nonce']}:{said['nc']}:{said['cnonce']}:auth:{two}")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        if status == 401:
            way = 'Basic realm="camera"' if self.path == "/basic" else 'Digest realm="camera", nonce="abc", qop="auth"'
            self.send_header("WWW-Authenticate", way)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Quiet."""


@pytest.fixture(scope="module")
def camera() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Camera)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["/open", "/basic", "/digest"])
def test_a_snapshot_is_had_with_every_way_to_sign_in(camera: str, path: str) -> None:
    assert Snapshot(camera + path, USER, PASSWORD).photograph() == jpeg()


@pytest.mark.parametrize(
    ("path", "why"), [("/basic", "user and password"), ("/digest", "user and password"), ("/empty", "nothing")]
)
def test_what_a_camera_refuses_is_said_without_the_password(camera: str, path: str, why: str) -> None:
    with pytest.raises(SourceError, match=why) as raised:
        Snapshot(camera + path, USER, "wrong secret").photograph()
    assert "wrong secret" not in str(raised.value)


def test_a_camera_that_is_off_is_said_to_be() -> None:
    with pytest.raises(SourceError, match="cannot be reached"):
        Snapshot("http://127.0.0.1:9/").photograph()


def test_a_command_writes_a_file_or_its_output(tmp_path: Path) -> None:
    path = tmp_path / "it's a view.jpg"
    path.write_bytes(jpeg())
    for words in (("cp", str(path), "{file}"), ("cat", str(path))):
        assert Command(words).photograph() == jpeg()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("no-such-program",), "is it installed"),
        (("sh", "-c", "echo lens is dirty >&2; exit 3"), "status 3: lens is dirty"),
        (("true",), "wrote no photograph"),
        (("sleep", "60"), "did not end within"),
        (("sh", "-c", "echo rtsp://me:secret@camera/1 >&2; exit 1"), "rtsp://camera/1"),
    ],
)
def test_what_goes_wrong_with_a_command_is_said(words: tuple[str, ...], why: str) -> None:
    with pytest.raises(SourceError, match=why):
        Command(words, seconds=0.5).photograph()


def put(folder: Path, name: str, data: bytes, age: float = 60) -> Path:
    """A file that was written some seconds ago."""
    path = folder / name
    path.write_bytes(data)
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def test_a_folder_gives_its_photographs_in_order_and_forgets_those_that_are_kept(tmp_path: Path) -> None:
    put(tmp_path, "b.jpg", jpeg(shade=1), age=50)
    put(tmp_path, "a.JPG", jpeg(shade=2), age=20)
    put(tmp_path, "notes.txt", b"x")
    source, taken = Folder(tmp_path), []
    while (one := source.take()) is not None:
        taken.append(one)
        source.done(one)
    assert [one.data for one in taken] == [jpeg(shade=1), jpeg(shade=2)]
    assert abs((datetime.now(UTC) - (taken[0].taken_at or datetime.now(UTC))).total_seconds() - 50) < 10
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_photograph_that_was_not_forgotten_has_the_same_key_again(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", jpeg())
    first, again = Folder(tmp_path).take(), Folder(tmp_path).take()
    assert first is not None
    assert first == again


def test_what_is_still_being_written_waits_and_what_never_ends_steps_aside(tmp_path: Path) -> None:
    put(tmp_path, "new.jpg", jpeg(), age=0)
    put(tmp_path, "half.jpg", jpeg()[:1000], age=60)
    old = put(tmp_path, "old.jpg", jpeg()[:1000], age=6000)
    assert Folder(tmp_path).take() is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["half.jpg", "new.jpg", f"{old.name}.damaged"]


def _as_nobody(source: Folder) -> None:
    """Takes from the folder as a user who is not root, who may write everywhere."""
    if os.geteuid() == 0:
        os.setuid(65534)
    source.take()


def test_a_folder_that_cannot_be_emptied_gives_nothing_and_says_why() -> None:
    with TemporaryDirectory() as made:
        folder = Path(made)
        put(folder, "a.jpg", jpeg())
        folder.chmod(0o555)
        with (
            ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool,
            pytest.raises(SourceError, match="cannot be deleted"),
        ):
            pool.submit(_as_nobody, Folder(folder)).result()
        folder.chmod(0o700)
        assert Folder(folder).take() is not None


def test_a_folder_that_is_asked_gives_the_newest_and_drops_the_older(tmp_path: Path) -> None:
    source = Folder(tmp_path, newest=True)
    for n in range(3):
        put(tmp_path, f"{n}.jpg", jpeg(shade=n), age=100 - n)
    one = source.take()
    assert one is not None
    assert one.data == jpeg(shade=2)
    source.done(one)
    with pytest.raises(SourceError, match="no new photograph"):
        source.take()


@pytest.fixture
def ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of that name that notes its words and its input, and writes a photograph into the last one."""
    (tmp_path / "view.jpg").write_bytes(jpeg())
    script = tmp_path / "ffmpeg"
    script.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/words\ncat > {tmp_path}/given\n'
        f'for last; do :; done\ncp {tmp_path}/view.jpg "$last"\n'
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def test_v4l2_asks_ffmpeg_for_one_frame_of_the_device(ffmpeg: Path) -> None:
    assert v4l2("/dev/video2", 1600, 1200, 10, "mjpeg").photograph() == jpeg()
    words = (ffmpeg / "words").read_text().split("\n")
    for pair in (("-f", "v4l2"), ("-video_size", "1600x1200"), ("-i", "/dev/video2"), ("-frames:v", "1")):
        assert words[words.index(pair[0]) + 1] == pair[1]
    assert "select=gte(n\\,10)" in words


def test_a_password_for_rtsp_is_never_among_the_words_that_others_see(ffmpeg: Path) -> None:
    assert rtsp("rtsp://10.0.0.7:554/live", USER, PASSWORD).photograph() == jpeg()
    assert "word" not in (ffmpeg / "words").read_text()
    assert "rtsp://viewer:p%40ss%3A%20%27word%27@10.0.0.7:554/live" in (ffmpeg / "given").read_text()


def test_a_picture_is_cut_made_smaller_and_holds_nothing_else() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Raspberry Pi", "imx708", 6
    picture((1600, 1200)).save(out, "JPEG", exif=exif, comment=b"home of Ms. Sato")
    made = prepared(out.getvalue(), Settings(longest_side=300, crop=(0.0, 0.5, 1.0, 0.5)))
    with Image.open(io.BytesIO(made.data)) as sent:
        assert sent.size == (300, 200)
        assert dict(sent.getexif()) == {}
    assert b"imx708" not in made.data
    assert b"Sato" not in made.data


def test_orientation_is_turned_into_the_picture() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    picture((320, 240)).save(out, "JPEG", exif=exif)
    with Image.open(io.BytesIO(prepared(out.getvalue(), Settings()).data)) as sent:
        assert sent.size == (240, 320)
        assert sent.convert("L").getpixel((230, 10)) > 200  # type: ignore[operator]


@pytest.mark.parametrize("data", [b"", b"GIF89a", jpeg()[:2000], b"<html>"], ids=["empty", "gif", "cut", "page"])
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PictureError):
        prepared(data, Settings())


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "1"])
def test_other_pictures_become_jpeg(mode: str) -> None:
    out = io.BytesIO()
    picture().convert(mode).save(out, "PNG")
    assert prepared(out.getvalue(), Settings()).data[:2] == b"\xff\xd8"


def test_a_difference_is_a_share_of_brightness() -> None:
    black, white = Image.new("L", (20, 10)), Image.new("L", (20, 10), 255)
    assert difference(black, white) == 100
    assert difference(black, black.copy()) == 0
    assert difference(black, Image.new("L", (10, 10))) == 100
    half = black.copy()
    half.paste(255, (0, 0, 10, 10))
    assert difference(black, half) == 50
