"""Any program that takes a photograph: into the file that stands for `{file}` in its words, else to its standard output."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from harimi.camera.children import PATIENCE, ChildError, run
from harimi.camera.picture import MOST_BYTES
from harimi.camera.sources.source import Asked, SourceError


@dataclass(frozen=True)
class Command(Asked):
    """`words` are the program and its arguments; no shell reads them. `given` goes to its standard input."""

    words: tuple[str, ...]
    given: bytes = b""
    seconds: float = PATIENCE

    def photograph(self) -> bytes:
        """What the program wrote."""
        try:
            with tempfile.TemporaryDirectory(prefix="harimi-shot-") as named:
                folder = Path(named)
                target = folder / "photo.jpg"
                words = [word.replace("{file}", str(target)) for word in self.words]
                output = run(words, folder, self.given, self.seconds)
                return _read(target if words != list(self.words) else output, self.words[0])
        except (ChildError, OSError) as error:
            raise SourceError(str(error)) from error


def _read(path: Path, program: str) -> bytes:
    if not path.exists() or not path.stat().st_size:
        raise SourceError(f"{program} ended well but wrote no photograph")
    if path.stat().st_size > MOST_BYTES:
        raise SourceError(f"{program} wrote more than {MOST_BYTES} bytes")
    return path.read_bytes()
