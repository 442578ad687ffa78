"""What cannot be sent, ever: kept beside with the reason, within bounds, and never dropped without a line in the log."""

import logging
from pathlib import Path

from harimi.camera.files import private_folder, write_durably

MOST = 200
MOST_BYTES = 50_000_000
_LOG = logging.getLogger(__name__)


class Aside:
    """A folder of such files, each with its reason in a `.txt` of the same name."""

    def __init__(self, folder: Path) -> None:
        self.folder = private_folder(folder)

    def __len__(self) -> int:
        return len(self._files())

    def put(self, file: Path, why: str) -> None:
        """Moves a file here."""
        target = self.folder / file.name.lstrip(".")
        write_durably(target.with_name(f"{target.name}.txt"), f"{why}\n".encode())
        file.replace(target)
        _LOG.warning("%s is put aside: %s", target, why)
        self._bound()

    def empty(self) -> None:
        """Deletes everything here."""
        for path in self.folder.iterdir():
            path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        """All but the reasons, the oldest first."""
        return sorted(path for path in self.folder.iterdir() if path.suffix != ".txt")

    def _bound(self) -> None:
        files = self._files()
        size = sum(path.stat().st_size for path in files)
        while len(files) > 1 and (len(files) > MOST or size > MOST_BYTES):
            oldest = files.pop(0)
            size -= oldest.stat().st_size
            oldest.unlink()
            oldest.with_name(f"{oldest.name}.txt").unlink(missing_ok=True)
            _LOG.warning("%s is deleted, for more than %d files or %d bytes are aside", oldest, MOST, MOST_BYTES)
