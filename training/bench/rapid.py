"""RapidOCR behind a pipe, for `others`: run by an interpreter that has it, since it brings an OpenCV that Harimi cannot share.

Each line of standard input names a picture; each line of standard output is a JSON list of [text, confidence]. The first
line printed is the version; without RapidOCR the exit status is 3. It knows nothing of Harimi.
"""

import json
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any


def installed() -> tuple[Any, str] | None:
    """The module that is installed, and its version."""
    for name in ("rapidocr_onnxruntime", "rapidocr"):
        try:
            return import_module(name), version(name)
        except (ImportError, PackageNotFoundError):
            continue
    return None


def heard(answer: Any) -> list[tuple[str, float]]:
    """The texts with their confidences, in the form of either package."""
    if hasattr(answer, "txts"):
        return [(text, float(score)) for text, score in zip(answer.txts or (), answer.scores or (), strict=True)]
    return [(text, float(score)) for _, text, score in answer[0] or ()]


def main() -> int:
    """Answers until standard input ends."""
    found = installed()
    if found is None:
        return 3
    engine = found[0].RapidOCR(intra_op_num_threads=1) if found[0].__name__.endswith("onnxruntime") else found[0].RapidOCR()
    print(found[1], flush=True)
    for line in sys.stdin:
        print(json.dumps(heard(engine(line.strip(), use_cls=False))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
