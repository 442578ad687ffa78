"""The mean of two states of one network, which finds what either finds: `python -m training.drum_mean OLD NEW INTO` (.onnx).

Only for a state that was trained on from the other: elsewhere the mean of two networks is none.
"""

import argparse
from pathlib import Path

import onnx
from onnx import numpy_helper


def mean(old: Path, new: Path, into: Path) -> None:
    """Writes the network whose weights lie half way; a `ValueError` where the two are not of one shape."""
    first, second = onnx.load(str(old)), onnx.load(str(new))
    for one, other in zip(first.graph.initializer, second.graph.initializer, strict=True):
        if list(one.dims) != list(other.dims):
            raise ValueError(f"{one.name} and {other.name} differ in shape")
        half = (numpy_helper.to_array(one) + numpy_helper.to_array(other)) / 2
        one.CopyFrom(numpy_helper.from_array(half.astype(numpy_helper.to_array(other).dtype), one.name))
    onnx.save(first, str(into))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("old", "new", "into"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    mean(options.old, options.new, options.into)


if __name__ == "__main__":
    main()
