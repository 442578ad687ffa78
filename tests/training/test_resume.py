"""A shipped network is taken up again for training exactly as it was."""

from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from training.export import MODELS, _agrees  # noqa: E402
from training.resume import resume  # noqa: E402
from training.segment_cells import CellNet  # noqa: E402
from training.segment_spots import SpotNet  # noqa: E402

CELLS = torch.randn(16, 3, 48, 40, generator=torch.Generator().manual_seed(1))
SCENES = torch.randn(2, 2, 64, 64, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize(("kind", "name", "batch"), [(CellNet, "segment_cells", CELLS), (SpotNet, "segment_spots", SCENES)])
def test_the_network_answers_as_its_file_does(kind: type, name: str, batch: Any) -> None:
    model = kind()
    resume(model, name, batch)
    _agrees(model, batch, MODELS / f"{name}.onnx")


def test_in_training_its_normalisation_sees_what_it_expects() -> None:
    model = CellNet()
    resume(model, "segment_cells", CELLS)
    rest = model(CELLS)[2]
    for module in model.modules():
        module.train(isinstance(module, torch.nn.BatchNorm2d))
    assert torch.allclose(model(CELLS)[2], rest, atol=0.05, rtol=0.05)


def test_a_file_with_another_network_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"segment_spots\.onnx holds another network"):
        resume(CellNet(), "segment_spots", CELLS)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        resume(CellNet(), "segment_cells", CELLS, tmp_path)
