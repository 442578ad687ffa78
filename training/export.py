"""A trained network becomes a small `.onnx` file beside the readers."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch

MODELS = Path(__file__).parents[1] / "src/harimi/vision/models"
LIMIT = 2_000_000
"""Bytes; a larger model does not ship."""


def export(model: torch.nn.Module, example: torch.Tensor, name: str, outputs: list[str], *, any_size: bool = False) -> Path:
    """Writes `name.onnx` for any batch size (with `any_size` any height and width too) and checks it against `model`."""
    path = MODELS / f"{name}.onnx"
    axes = {0: "batch", 2: "height", 3: "width"} if any_size else {0: "batch"}
    model.eval()
    torch.onnx.export(
        model,
        (example,),
        str(path),
        input_names=["input"],
        output_names=outputs,
        dynamic_axes={"input": axes} | {output: axes if any_size else {0: "batch"} for output in outputs},
        opset_version=17,
        dynamo=False,
    )
    onnx.checker.check_model(str(path))
    if path.stat().st_size > LIMIT:
        raise ValueError(f"{path.name} has {path.stat().st_size} bytes, the limit is {LIMIT}")
    _agrees(model, example, path)
    return path


def _agrees(model: torch.nn.Module, example: torch.Tensor, path: Path) -> None:
    exported = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(None, {"input": example.numpy()})
    with torch.no_grad():
        answers = model(example)
    for ours, theirs in zip(answers if isinstance(answers, tuple) else (answers,), exported, strict=True):
        np.testing.assert_allclose(ours.numpy(), theirs, rtol=1e-2, atol=1e-3)
