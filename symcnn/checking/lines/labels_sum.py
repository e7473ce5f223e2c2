r"""What is said of targets and not of the network: ``\sum_k t_k = 1``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.unit_sums import beside_logarithms
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Call, Entry, Number, SumOver, Tree


def says_labels_sum(reading: Reading, head: Tree, others: Sequence[Tree]) -> bool:
    """Whether a line says that the targets sum to one, where no numbers of theirs say otherwise."""
    if not all(t == Number("1") for t in others) or not others:
        return False
    if isinstance(head, SumOver):
        body = head.body
    elif isinstance(head, Call) and head.function == "sum" and len(head.arguments) == 1:
        body = head.arguments[0]
    else:
        return False
    entry = with_entries(body)
    try:
        key = reading.names.named(entry.base if isinstance(entry, Entry) else body).key
    except SymcnnError:
        return False
    forward = reading.names.model.network.forward_system
    given = reading.data is not None and key in reading.data.leaves and not np.isnan(reading.data.leaves[key]).any()
    is_label = key in forward.leaves and (forward.tensors[key].role == "target" or key in beside_logarithms(forward))
    return is_label and not given
