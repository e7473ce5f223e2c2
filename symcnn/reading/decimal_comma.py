"""Pages whose decimal point is a comma: ``0,25`` and ``1{,}025`` beside each other, and no point in any number."""

import re
from collections.abc import Sequence
from dataclasses import replace

from symcnn.reading.items import Piece
from symcnn.reading.scan import Found

_POINT = re.compile(r"[0-9]\.[0-9]|(?<![A-Za-z0-9.])\.[0-9]")
_BRACED = re.compile(r"(?<![0-9.,}])(?:0\{,\}[0-9]+|[0-9]+\{,\}(?:[0-9]{1,2}|[0-9]{4,}))(?![0-9{])")
# no list of indices, and no thousand: a nought before it, or other than three digits behind it
_PLAIN = re.compile(r"(?<![0-9.,_{(\[])(?:0,[0-9]{2,}|[0-9]+,(?:[0-9]{2}|[0-9]{4,}))(?![0-9,}])")
_INDICES = re.compile(r"[_^]\{[^{}]*\}")


def with_decimal_commas(found: Sequence[Found]) -> list[Found]:
    """The pieces of a document, all of which write decimals with a comma if some surely do and none has a point."""
    texts = [_INDICES.sub("", each.source) for each in found if isinstance(each, Piece)]
    if any(map(_POINT.search, texts)) or not any(_BRACED.search(t) or _PLAIN.search(t) for t in texts):
        return list(found)
    return [replace(each, comma=True) if isinstance(each, Piece) else each for each in found]
