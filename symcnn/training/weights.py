"""Parameters of a network: drawn at random, from an ``.npz``, or from a checkpoint of PyTorch."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from symcnn.errors import NameUnknown, SymcnnError, ValueProblem, quoted
from symcnn.lookup import find_tensor
from symcnn.network import Network

ARRAYS, CHECKPOINTS = (".npz",), (".pt", ".pth")


def random_parameters(net: Network, random: np.random.Generator) -> dict[str, np.ndarray]:
    """Weights of single precision with variance one over the number of inputs, biases 0; by key."""
    found = {}
    for key in net.parameters:
        shape = shape_of(net, key)
        if len(shape) < 2:
            found[key] = np.zeros(shape, dtype=np.float32)
        else:
            found[key] = random.standard_normal(shape, dtype=np.float32) / np.float32(prod(shape[1:]) ** 0.5)
    return found


def shape_of(net: Network, key: str) -> tuple[int, ...]:
    """The shape of a tensor; raises ``ValueProblem`` where a size is a letter."""
    shape = net.shape(key)
    if not all(isinstance(n, int) for n in shape):
        raise ValueProblem(f"{key} has the shape {shape}: give numbers for its sizes")
    return tuple(int(n) for n in shape)


def load_parameters(net: Network, path: str | Path) -> dict[str, np.ndarray]:
    """The parameters of a network in a file, by key.

    An ``.npz`` holds arrays by the names of the network's parameters. A checkpoint (``.pt``, ``.pth``), a dictionary of
    tensors as ``model.state_dict()`` gives it, holds them in the network's order under names of its own; it is read with
    ``torch.load(weights_only=True)``, which runs nothing. Raises ``SymcnnError`` for a file that is neither,
    ``NameUnknown`` or ``ValueProblem`` for an array that is unknown, missing or misshapen.
    """
    path = Path(path)
    if not path.is_file():
        raise NameUnknown(f"there is no file {quoted(str(path))}: give an .npz or a checkpoint")
    if path.suffix.lower() in ARRAYS:
        return fitted(net, _by_name(net, _arrays(path)), path)
    if path.suffix.lower() in CHECKPOINTS:
        return fitted(net, _in_order(net, _checkpoint(path), path), path)
    raise SymcnnError(f"{quoted(str(path))} is no file of parameters: give one that ends in .npz, .pt or .pth")


def _arrays(path: Path) -> dict[str, np.ndarray]:
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, BadZipFile) as problem:
        raise SymcnnError(f"{quoted(str(path))} cannot be read as .npz: write it with np.savez") from problem


def _checkpoint(path: Path) -> dict[str, np.ndarray]:
    # here because PyTorch is an extra, and takes seconds to load
    try:
        import torch
    except ImportError as problem:
        raise SymcnnError("a checkpoint needs PyTorch: pip install 'symcnn[parity]', or give an .npz") from problem
    from pickle import UnpicklingError

    try:
        found = torch.load(path, map_location="cpu", weights_only=True)
    except (UnpicklingError, RuntimeError, EOFError, OSError, ValueError) as problem:
        raise SymcnnError(f"{quoted(str(path))} is no checkpoint of tensors alone: save model.state_dict()") from problem
    if not isinstance(found, dict) or not all(isinstance(v, torch.Tensor) for v in found.values()):
        raise SymcnnError(f"{quoted(str(path))} holds no dictionary of tensors: save model.state_dict()")
    return {str(name): tensor.to(torch.float32).numpy() for name, tensor in found.items()}


def _by_name(net: Network, arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {find_tensor(name, net.system): array for name, array in arrays.items()}


def _in_order(net: Network, arrays: Mapping[str, np.ndarray], path: Path) -> dict[str, np.ndarray]:
    if len(arrays) != len(net.parameters):
        raise ValueProblem(f"{quoted(str(path))} holds {len(arrays)} arrays where the network has {len(net.parameters)} "
                           "parameters: give the checkpoint of this network")
    return dict(zip(net.parameters, arrays.values(), strict=True))


def fitted(net: Network, arrays: Mapping[str, Any], path: Path) -> dict[str, np.ndarray]:
    """The arrays of all parameters in single precision; raises ``ValueProblem`` for one missing or misshapen."""
    found = {}
    for key in net.parameters:
        shape = shape_of(net, key)
        if key not in arrays:
            raise ValueProblem(f"{quoted(str(path))} lacks {key}: add an array of shape {shape}")
        if arrays[key].shape != shape:
            raise ValueProblem(f"{key} has the shape {arrays[key].shape} in {quoted(str(path))}: give one of shape {shape}")
        if arrays[key].dtype.kind not in "fiu":
            raise ValueProblem(f"{key} holds no numbers in {quoted(str(path))}: give an array of floats")
        found[key] = np.ascontiguousarray(arrays[key], dtype=np.float32)
    return found
