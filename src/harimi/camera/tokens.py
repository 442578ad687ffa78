"""The token of this camera. A new one is on disk before it is used, and the old one is kept until the new one worked."""

from pathlib import Path

from harimi.camera.files import private_folder, write_durably


class Tokens:
    """Kept in `path`, a new one beside it as `.next` until it worked."""

    def __init__(self, path: Path) -> None:
        self._path, self._next = path, path.with_name(f"{path.name}.next")

    @property
    def current(self) -> str:
        """What is sent; empty where there is none."""
        return _read(self._next) or _read(self._path)

    @property
    def trying(self) -> bool:
        """Whether a new one is yet to prove itself."""
        return self._next.exists()

    def try_next(self, token: str) -> None:
        """Uses a new one from now on."""
        private_folder(self._path.parent)
        write_durably(self._next, token.encode())

    def worked(self) -> None:
        """The one in use is good: an older one is forgotten."""
        if self._next.exists():
            self._next.replace(self._path)

    def refused(self) -> bool:
        """The one in use is not good; whether there is an older one to go back to."""
        if not _read(self._path) or not self._next.exists():
            return False
        self._next.unlink(missing_ok=True)
        return True

    def forget(self) -> None:
        """All of them."""
        self._next.unlink(missing_ok=True)
        self._path.unlink(missing_ok=True)


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""
