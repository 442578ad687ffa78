"""A lamp that burns while a photograph is taken."""

import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harimi.camera.children import ChildError, run

_LOG = logging.getLogger(__name__)
_SECONDS = 10.0
"""That switching a lamp may take."""


class Lamp:
    """Switched by two commands. A lamp that fails is logged and noted in `failed`, and the photograph is taken without."""

    def __init__(self, on: tuple[str, ...] = (), off: tuple[str, ...] = ()) -> None:
        self._on, self._off = on, off
        self.failed = False

    @contextmanager
    def burning(self, before_ms: int) -> Iterator[None]:
        """Burns inside, and has burnt for so many milliseconds at the beginning; 0: stays dark."""
        if not self._on or not before_ms:
            yield
            return
        self.failed = not self._switched(self._on)
        try:
            time.sleep(before_ms / 1000)
            yield
        finally:
            self.off()

    def off(self) -> None:
        """Switches it off, wherever it stands."""
        if self._off and not self._switched(self._off):
            self.failed = True

    def _switched(self, command: tuple[str, ...]) -> bool:
        try:
            with tempfile.TemporaryDirectory(prefix="harimi-lamp-") as folder:
                run(command, Path(folder), seconds=_SECONDS)
        except (ChildError, OSError) as error:
            _LOG.error("the lamp: %s", error)
            return False
        return True
