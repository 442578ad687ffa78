"""A shipped `.onnx` file becomes a network that can be trained on: its weights are all that is left of the training.

The export folds every batch normalisation into the convolution before it, so the two are taken apart again: the convolution
keeps the folded weights, the normalisation undoes itself. For that it needs the statistics of real input.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn

from training.export import MODELS

Folded = tuple[np.ndarray, np.ndarray]
"""Weights and bias of a convolution that has swallowed a normalisation."""
Pair = tuple[nn.Conv2d, nn.BatchNorm2d]


def resume(model: nn.Module, name: str, batch: torch.Tensor, folder: Path = MODELS, new: tuple[str, ...] = ()) -> None:
    """Gives `model` the weights of `name.onnx`. It then answers as that network does; `batch` is input as in training.

    The parts called `new` may be missing in the file and keep what they have. Raises `ValueError` where the file holds
    another network.
    """
    graph = onnx.load(str(folder / f"{name}.onnx")).graph
    held = {each.name: onnx.numpy_helper.to_array(each) for each in graph.initializer}
    state = model.state_dict()
    folded = [
        (held[node.input[1]], held[node.input[2]])
        for node in graph.node
        if node.op_type == "Conv" and node.input[1] not in state
    ]
    pairs = _pairs(model, batch)
    own = {key: part.numpy() for key, part in state.items() if key.startswith(new)}
    _fits(name, model, own | held, folded, pairs)
    model.load_state_dict({key: torch.tensor(held[key]) for key in held if key in state}, strict=False)
    for (conv, norm), (weight, bias) in zip(pairs, folded, strict=True):
        conv.weight.data = torch.tensor(weight)
        _passing(norm, torch.tensor(bias), torch.zeros(len(bias)), torch.ones(len(bias)))
    _settle(model, pairs, [torch.tensor(bias) for _, bias in folded], batch)


def _fits(name: str, model: nn.Module, held: dict[str, np.ndarray], folded: list[Folded], pairs: list[Pair]) -> None:
    """Whether every number of the model comes from the file, in its shape."""
    inside = {id(part) for pair in pairs for module in pair for part in (*module.parameters(), *module.buffers())}
    parts = [*model.named_parameters(), *model.named_buffers()]
    own = {key: part for key, part in parts if id(part) not in inside and not key.endswith("num_batches_tracked")}
    wrong = [key for key, part in own.items() if key not in held or held[key].shape != tuple(part.shape)]
    shapes = [tuple(conv.weight.shape) for conv, _ in pairs]
    if wrong or shapes != [weight.shape for weight, _ in folded]:
        raise ValueError(f"{name}.onnx holds another network: {', '.join(wrong) or 'its convolutions differ'}")


def _pairs(model: nn.Module, batch: torch.Tensor) -> list[Pair]:
    """Each convolution whose output goes straight into a normalisation, with it, in the order in which they run."""
    made: dict[int, nn.Conv2d] = {}
    kept: list[torch.Tensor] = []
    pairs: list[Pair] = []

    def convolved(module: nn.Conv2d, _: tuple[torch.Tensor, ...], output: torch.Tensor) -> None:
        kept.append(output)
        made[id(output)] = module

    def normalised(module: nn.BatchNorm2d, inputs: tuple[torch.Tensor, ...], _: torch.Tensor) -> None:
        if id(inputs[0]) in made:
            pairs.append((made[id(inputs[0])], module))

    convs, norms = (nn.Conv1d, nn.Conv2d), (nn.BatchNorm1d, nn.BatchNorm2d)
    hooks = [module.register_forward_hook(convolved) for module in model.modules() if isinstance(module, convs)]
    hooks += [module.register_forward_hook(normalised) for module in model.modules() if isinstance(module, norms)]
    _run(model, batch[:1])
    for hook in hooks:
        hook.remove()
    return pairs


def _settle(model: nn.Module, pairs: list[Pair], biases: list[torch.Tensor], batch: torch.Tensor) -> None:
    """Sets each normalisation to what `batch` makes it see, so that training goes on where it stopped."""
    seen: dict[nn.Module, torch.Tensor] = {}
    hooks = [conv.register_forward_hook(lambda module, _, output: seen.update({module: output})) for conv, _ in pairs]
    _run(model, batch)
    for hook in hooks:
        hook.remove()
    for (conv, norm), bias in zip(pairs, biases, strict=True):
        output = seen[conv].transpose(0, 1).flatten(1)
        _passing(norm, bias, output.mean(1), output.var(1))


def _passing(norm: nn.BatchNorm2d, bias: torch.Tensor, mean: torch.Tensor, variance: torch.Tensor) -> None:
    """The normalisation by `mean` and `variance` that undoes itself and adds `bias`."""
    norm.running_mean, norm.running_var = mean.clone(), variance.clone()
    norm.weight.data, norm.bias.data = torch.sqrt(variance + norm.eps), bias + mean


def _run(model: nn.Module, batch: torch.Tensor) -> None:
    model.eval()
    with torch.no_grad():
        model(batch)
