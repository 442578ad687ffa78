"""One worker process, for `cost`: reads every photograph of a folder and prints the most memory that it ever held.

`python -m training.bench.worker FOLDER`: the folder's `requests.json` lists [photo, face or null, declaration or null].
Django and the service's own worker are loaded first where they are installed, as they are in real life.
"""

import json
import os
import resource
import sys
from importlib.util import find_spec
from pathlib import Path

from harimi.cli.declared import declared
from harimi.vision.face import Face
from harimi.vision.read import read


def main(folder: Path) -> int:
    """Prints KiB at most resident, and whether the service was loaded."""
    served = _with_service(folder)
    for photo, face, named in json.loads((folder / "requests.json").read_text(encoding="utf-8")):
        read((folder / photo).read_bytes(), Face.load(folder / face) if face else None, declared=declared(named or {}))
    print(json.dumps({"kib": _most(), "service": served}))
    return 0


def _most() -> int:
    """KiB that were resident at most. Linux counts in `ru_maxrss` what the parent held before this program began."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 if sys.platform == "darwin" else most


def _with_service(folder: Path) -> bool:
    if find_spec("django") is None:
        return False
    os.environ |= {"HARIMI_DATA_DIR": str(folder), "HARIMI_SECRET_KEY": "only to be measured, never to be kept; " * 2}
    from harimi.service.project.setup import set_up

    set_up()
    import harimi.service.readings.worker  # noqa: F401

    return True


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
