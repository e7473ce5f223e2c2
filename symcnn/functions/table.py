"""The scalar functions by the names they are written with."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from symcnn.errors import NameUnknown, quoted
from symcnn.functions.absolute import Absolute
from symcnn.functions.elu import Elu
from symcnn.functions.exp import Exp
from symcnn.functions.leaky_relu import LeakyRelu
from symcnn.functions.log import Log
from symcnn.functions.relu import Relu
from symcnn.functions.scalar import Scalar
from symcnn.functions.sigmoid import Sigmoid
from symcnn.functions.silu import Silu
from symcnn.functions.softplus import Softplus
from symcnn.functions.tanh import Tanh

_CLASSES = (Sigmoid, Tanh, Relu, LeakyRelu, Elu, Silu, Softplus, Exp, Log, Absolute)

FUNCTIONS: Mapping[str, type[Scalar]] = MappingProxyType({c.name: c for c in _CLASSES})
_BY_ANY_NAME = MappingProxyType({name: c for c in _CLASSES for name in (c.name, *c.aliases)})


def known(name: str) -> bool:
    """Whether the name or alias is that of a function here.

    >>> known("sigmoid"), known("ln"), known("f")
    (True, True, False)
    """
    return name in _BY_ANY_NAME


def function(name: str) -> type[Scalar]:
    """The function of this name or alias; raises ``NameUnknown`` with the nearest names.

    >>> function("sigma").name
    'sigmoid'
    """
    if name in _BY_ANY_NAME:
        return _BY_ANY_NAME[name]
    near = get_close_matches(name, _BY_ANY_NAME, n=3, cutoff=0.5)
    remedy = f"did you mean {', '.join(near)}?" if near else f"choose one of {', '.join(sorted(FUNCTIONS))}"
    raise NameUnknown(f"no function is named {quoted(name)}: {remedy}")
