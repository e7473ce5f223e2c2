"""Finds the mathematics of a TeX file or of plain text, with the line on which each piece stands."""

import re

from symcnn.reading.directives import Directive, directives
from symcnn.reading.items import NetworkBlock, Piece

_FRAMES = "equation|align|alignat|flalign|gather|multline|eqnarray|displaymath|math"
_VERBATIM = "verbatim|lstlisting|minted|comment|symcnn"
_PIECE = re.compile(
    rf"""
    (?P<escaped>  \\[\\$%] )
  | (?P<comment>  %[^\n]* )
  | (?P<verbatim> \\begin\{{(?P<raw>{_VERBATIM})\*?\}}(?P<inside>.*?)\\end\{{(?P=raw)\*?\}} )
  | (?P<framed>   \\begin\{{(?P<frame>{_FRAMES})\*?\}}.*?\\end\{{(?P=frame)\*?\}} )
  | (?P<double>   \$\$(?P<shown>.+?)\$\$ )
  | (?P<bracket>  \\\[(?P<display>.+?)\\\] )
  | (?P<round>    \\\((?P<inline>.+?)\\\) )
  | (?P<dollar>   \$(?P<within>(?:\\.|[^$\\])+?)\$ )
  | (?P<blank>    \n[ \t]*\n )
    """,
    re.VERBOSE | re.DOTALL,
)
_SHOWN = ("framed", "shown", "display")
_WITHIN = ("inline", "within")

Found = Piece | NetworkBlock | tuple[Directive, int]


def tex_pieces(text: str) -> list[Found]:
    """Pieces, networks and directives (each with the block it stands in) in the order of the text."""
    found: list[Found] = []
    block, line, before = 1, 1, 0
    for match in _PIECE.finditer(text):
        line += text.count("\n", before, match.start())
        before = match.start()
        if match["blank"]:
            block += 1
        elif match["comment"]:
            found += [(each, block) for each in directives(match[0], line)]
        elif match["raw"] == "symcnn":
            found.append(NetworkBlock(match["inside"].strip("\n"), line + 1))
        else:
            found += _pieces(match, line, block)
    return found


def _pieces(match: re.Match, line: int, block: int) -> list[Piece]:
    for name in (*_SHOWN, *_WITHIN):
        if match[name]:
            start = line + match.string.count("\n", match.start(), match.start(name))
            return [Piece(start, match[name], name in _SHOWN, block)]
    return []
