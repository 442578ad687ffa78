"""Our own networks: one `.onnx` file and one card (`.md`: data, licence, figures) for each."""

from functools import cache
from importlib.resources import files

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]


@cache
def session(name: str) -> ort.InferenceSession:
    """The network `name`, loaded once per process, on one thread. Fork before the first call, not after it."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # what one photograph needed would be held for ever: 60 MB more in a worker, no faster
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    data = files(__package__).joinpath(f"{name}.onnx").read_bytes()
    return ort.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def run(name: str, batch: FloatArray) -> list[FloatArray]:
    """All outputs of the network `name` for one input batch."""
    network = session(name)
    outputs: list[FloatArray] = network.run(None, {network.get_inputs()[0].name: batch})
    return outputs
