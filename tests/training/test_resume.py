"""A shipped network is taken up again for training exactly as it was."""

from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from training.drum_nets import WheelNet  # noqa: E402
from training.export import MODELS, _agrees  # noqa: E402
from training.resume import resume  # noqa: E402
from training.segment_cells import CellNet  # noqa: E402
from training.segment_spots import SpotNet  # noqa: E402

CELLS = torch.randn(16, 3, 48, 40, generator=torch.Generator().manual_seed(1))
WHEELS = 255 * torch.rand(16, 1, 48, 32, generator=torch.Generator().manual_seed(1))
SCENES = torch.randn(2, 2, 64, 64, generator=torch.Generator().manual_seed(1))


SHIPPED = [(CellNet, "segment_cells", CELLS), (SpotNet, "segment_spots", SCENES), (WheelNet, "drum_wheel", WHEELS)]


@pytest.mark.parametrize(("kind", "name", "batch"), SHIPPED)
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


def test_a_part_that_is_new_keeps_what_it_has() -> None:
    model = CellNet()
    model.extra = torch.nn.Linear(2, 2)
    with pytest.raises(ValueError, match="extra"):
        resume(model, "segment_cells", CELLS)
    before = model.extra.weight.clone()
    resume(model, "segment_cells", CELLS, new=("extra.",))
    assert torch.equal(model.extra.weight, before)


def test_a_file_with_another_network_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"segment_spots\.onnx holds another network"):
        resume(CellNet(), "segment_spots", CELLS)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        resume(CellNet(), "segment_cells", CELLS, tmp_path)
