"""How a hand-written backward pass is called: its arguments by their names, its results by order, name or shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Any

import numpy as np

from symcnn.checking.backward.words import CONFLICT
from symcnn.errors import ValueProblem, quoted
from symcnn.system import System

GENERIC = ("dout", "gradoutput", "gradout", "outgrad", "outputgrad", "upstream", "dupstream", "delta", "grad", "g",
           "error", "dloss", "topgrad", "gradin", "dnext")
ALIASES = {"pad": "padding", "strides": "stride", "poolsize": "kernelsize", "kernel": "kernelsize",
           "size": "kernelsize", "pool": "kernelsize", "k": "kernelsize", "window": "kernelsize",
           "filtersize": "kernelsize", "windowsize": "kernelsize", "s": "stride", "p": "padding", "ksize": "kernelsize"}


@dataclass(frozen=True)
class Plan:
    """What each argument is given: the key of a tensor, or the word of a number; ``order`` are the leaves it takes."""

    tensors: Mapping[str, str]
    numbers: Mapping[str, str]
    positional: tuple[str, ...]
    order: tuple[str, ...]

    def arguments(self, values: Mapping[str, np.ndarray],
                  numbers: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """Positional and named arguments; every array is a copy, so that nothing done to it reaches the next run."""
        found: dict[str, Any] = {name: np.array(values[key]) for name, key in self.tensors.items()}
        found |= {name: numbers[word] for name, word in self.numbers.items()}
        return [found.pop(name) for name in self.positional], found


def plain(name: str) -> str:
    """A name as people type it in code: small letters and digits only.

    >>> plain("W^{(1)}"), plain("dL_dW1")
    ('w1', 'dldw1')
    """
    return "".join(c for c in name.casefold() if c.isascii() and c.isalnum())


def gradient_words(shown: str) -> tuple[str, ...]:
    """The plain names by which the gradient of a tensor goes."""
    p = plain(shown)
    losses = ("l", "e", "c", "j", "loss")
    return (f"d{p}", *(f"d{loss}d{p}" for loss in losses), f"grad{p}", f"{p}grad", f"delta{p}", f"g{p}", f"d{p}out")


def plan(function: Callable[..., Any], system: System, leaves: tuple[str, ...], numbers: Mapping[str, Any]) -> Plan:
    """Which argument of the function is what; raises ``ValueProblem`` naming the argument that nothing matches."""
    try:
        parameters = signature(function).parameters.values()
    except (TypeError, ValueError) as problem:
        raise ValueProblem("the function has no signature: wrap it in one that names its arguments") from problem
    tensors, words, upstream = _tensor_names(system), {plain(n): n for n in numbers}, _upstream_names(system)
    found: dict[str, str] = {}
    given: dict[str, str] = {}
    for parameter in parameters:
        name = parameter.name
        if parameter.kind in (Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL):
            continue
        key = _match(name, tensors) or upstream.get(plain(name))
        word = name if name in numbers else words.get(plain(name)) or words.get(ALIASES.get(plain(name), ""))
        if key is not None:
            found[name] = key
        elif word is not None and numbers[word] is not CONFLICT:
            given[name] = word
        elif parameter.default is Parameter.empty:
            raise ValueProblem(_unmatched(name, word, system, numbers))
    _need_upstream(system, found)
    positional = tuple(p.name for p in parameters
                       if p.kind is Parameter.POSITIONAL_ONLY and p.name in {**found, **given})
    order = tuple(dict.fromkeys(k for k in found.values() if k in leaves))
    return Plan(found, given, positional, order)


def _tensor_names(system: System) -> dict[str, list[str]]:
    """The keys of tensors by the plain name shown."""
    found: dict[str, list[str]] = {}
    for key, tensor in system.tensors.items():
        if tensor.shown and tensor.role != "loss":
            found.setdefault(plain(tensor.shown), []).append(key)
    return found


def _match(name: str, tensors: Mapping[str, list[str]]) -> str | None:
    keys = tensors.get(plain(name), [])
    exact = [k for k in keys if k == name]
    return (exact or keys)[0] if len(exact or keys) == 1 else None


def _upstream_names(system: System) -> dict[str, str]:
    given = {t.partial[1]: k for k, t in system.tensors.items() if t.role == "gradient" and t.partial is not None}
    found = {word: key for by, key in given.items() for word in gradient_words(system.tensors[by].shown)}
    if len(given) == 1:
        (key,) = given.values()
        found = {**dict.fromkeys(GENERIC, key), **found}
    return found


def _unmatched(name: str, word: str | None, system: System, numbers: Mapping[str, Any]) -> str:
    if word is not None:
        return f"the argument {quoted(name)} has another value in each layer: name the layer too, as in conv_{word}"
    upstream = [f"d{system.tensors[t.partial[1]].shown} for the upstream gradient"
                for t in system.tensors.values() if t.role == "gradient" and t.partial is not None]
    known = [*upstream, *(t.shown for t in system.tensors.values() if t.shown and t.role != "loss"),
             *(n for n in numbers if numbers[n] is not CONFLICT)]
    names = ", ".join(dict.fromkeys(known))
    return f"the argument {quoted(name)} matches nothing of the network: name it one of {names}"


def _need_upstream(system: System, found: Mapping[str, str]) -> None:
    for key, tensor in system.tensors.items():
        if tensor.role == "gradient" and tensor.partial is not None and key not in found.values():
            shown = system.tensors[tensor.partial[1]].shown
            raise ValueProblem(f"no argument of the function is the upstream gradient: name one d{shown}")


def results(returned: Any, wrt: tuple[str, ...], leaves: tuple[str, ...], order: tuple[str, ...],
            system: System) -> dict[str, Any]:
    """The gradients that a function returned, by leaf; raises ``ValueProblem`` where they cannot be told apart."""
    if hasattr(returned, "_asdict"):
        returned = returned._asdict()
    if isinstance(returned, Mapping):
        return _by_name(returned, leaves, system)
    if not isinstance(returned, tuple | list) or _is_nested_numbers(returned):
        returned = (returned,)
    full = (*order, *(k for k in leaves if k not in order and system.tensors[k].role != "target"))
    for keys in (wrt, order, tuple(k for k in order if system.tensors[k].role != "target"), full):
        if keys and len(keys) == len(returned):
            return {k: v for k, v in zip(keys, returned, strict=True) if v is not None}
    names = ", ".join(f"d{system.tensors[k].shown}" for k in full)
    raise ValueProblem(f"the function returned {len(returned)} results where {names} were expected: return these, or "
                       "a dictionary with their names, or say which they are with wrt=")


def _is_nested_numbers(returned: Any) -> bool:
    """Whether a list is one array written as lists, and not several results."""
    return isinstance(returned, list) and bool(returned) and all(
        isinstance(r, (int | float, list)) for r in returned)


def _by_name(returned: Mapping[Any, Any], leaves: Iterable[str], system: System) -> dict[str, Any]:
    found: dict[str, Any] = {}
    words = {word: key for key in leaves
             for word in (plain(system.tensors[key].shown), *gradient_words(system.tensors[key].shown))}
    for name, value in returned.items():
        key = words.get(plain(str(name)))
        if key is None:
            known = ", ".join(f"d{system.tensors[k].shown}" for k in leaves)
            raise ValueProblem(f"the function returned {quoted(str(name))}, which is no gradient here: use {known}")
        if value is not None:
            found[key] = value
    return found
