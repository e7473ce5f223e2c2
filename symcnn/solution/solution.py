"""A worked solution as a value: its blocks, and what they are in every format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from symcnn.calculus.adjoint import gradient_key
from symcnn.display import Worded
from symcnn.document.blocks import Block, Document, Picture, heading, paragraph
from symcnn.document.data import data_of
from symcnn.document.html import html_page
from symcnn.document.latex import latex_file, latex_fragment
from symcnn.document.markdown import markdown_page, notebook_page
from symcnn.document.text import text_page
from symcnn.lookup import find_tensor, read_request
from symcnn.printing.style import Style
from symcnn.printing.writing import Writing
from symcnn.solution.backward import backward, entries
from symcnn.solution.forward import forward
from symcnn.solution.levels import levels
from symcnn.solution.question import question
from symcnn.solution.shapes import shapes
from symcnn.solution.subject import Options, Subject, blanks_of, given_numbers, rate_of
from symcnn.solution.update import after, update

if TYPE_CHECKING:
    from symcnn.network import Network


@dataclass(frozen=True)
class Solution(Worded):
    """A worked solution: ``latex()`` is a fragment, ``tex()`` a whole file, ``html()`` a page that stands alone.

    >>> import symcnn as sc
    >>> net = sc.Network("x = [1, 2, 3]; w = [1, -1]; y = conv(x, w)")
    >>> print(net.solution(detail="numbers").text().splitlines()[8].strip())
    y[2] = 2·1 + 3·(-1) = -1
    """

    subject: Subject
    title: str = "Worked solution"
    writing: Writing = field(default_factory=Writing)

    @cached_property
    def document(self) -> Document:
        """The blocks."""
        return Document(tuple(self._blocks()))

    def _blocks(self) -> Iterator[Block]:
        shown = self.subject.levels
        yield heading(1, self.title)
        if "question" in shown:
            yield from question(self.subject)
        if "pictures" in shown:
            drawing = self.subject.net.draw()
            yield Picture(drawing.svg, drawing.said)
        if "shapes" in shown:
            yield from shapes(self.subject)
        if shown & {"forward", "numbers"}:
            yield from forward(self.subject)
        yield from backward(self.subject)
        yield from entries(self.subject)
        if "update" in shown:
            yield from update(self.subject)
        if "after" in shown:
            yield from after(self.subject)
        yield paragraph(*self._conventions())

    def _conventions(self) -> Iterator[str]:
        """One line of what the results rest on."""
        said = list(self.subject.net.conventions)
        if self.subject.numbers is not None and self.subject.levels & {"numbers", "update", "after"}:
            said.append(f"Numbers are shown to {self.subject.options.digits} decimals and carried on in full.")
        yield " ".join(said)

    def style(self, kind: str) -> Style:
        """The style "latex", "text" or "mathml" in the author's way of writing."""
        net = self.subject.net
        shown = net.system.tensors[net.loss].shown if net.loss in net.system.tensors else net.loss
        return self.writing.style(kind, shown)

    def latex(self) -> str:
        """The page as a fragment of LaTeX, which needs amsmath and amssymb."""
        return latex_fragment(self.document, self.style("latex"))

    def tex(self) -> str:
        """A whole file that compiles with a plain TeX Live."""
        return latex_file(self.document, self.style("latex"))

    def markdown(self) -> str:
        return markdown_page(self.document, self.style("latex"))

    def html(self) -> str:
        """A page that stands alone: MathML, no script, nothing fetched."""
        return html_page(self.document, self.style("mathml"))

    def notebook(self) -> dict[str, Any]:
        """A notebook of Markdown cells, as the dictionary that its file holds."""
        return notebook_page(self.document, self.style("latex"))

    def text(self) -> str:
        return text_page(self.document, self.style("text"))

    def data(self) -> list[dict[str, Any]]:
        """The blocks as data, each formula in LaTeX and in text."""
        return data_of(self.document, self.style("latex"), self.style("text"))


def solve(net: Network, wrt: str | Sequence[str] | None = None, detail: str | Sequence[str] = "full", *,
          values: Mapping[str, Any] | None = None, rate: str | float | None = None, blank: Sequence[str] = (),
          digits: int = 4, terms: int | None = 24, entries: int | None = 4, into: Sequence[str] | None = None,
          expand: Sequence[str] = (), title: str | None = None, writing: Writing | None = None) -> Solution:
    """The worked solution of a network; see `Network.solution`."""
    asked = (wrt,) if isinstance(wrt, str) else tuple(wrt or ())
    requests = [read_request(net.written_out(name), net.system) for name in asked]
    shown = levels(detail)
    how = writing or Writing()
    how = replace(how, abbreviations={**abbreviations(net), **how.abbreviations})
    options = Options(digits, terms, entries, None if into is None else tuple(into),
                      "*" if how.star == "asterisk" else "star", how.factors == "parameters")
    subject = Subject(net, tuple(r.by for r in requests), tuple(expand), shown, given_numbers(net, values), rate_of(net, rate),
                      blanks_of(net, blank), options)
    question_only = shown == {"question"}
    return Solution(subject, title or ("Problem" if question_only else "Worked solution"), how)


def abbreviations(net: Network) -> dict[str, str]:
    """The names that the network declares for gradients, by the gradients' keys."""
    found = {}
    for name, derivative in net.assembled.abbreviations.items():
        request = read_request(derivative, net.system)
        if net.system.tensors[request.by].role == "gradient":
            found[request.by] = name
        elif not request.indices and (request.of is None or find_tensor(request.of, net.system) == net.loss):
            found[gradient_key(net.loss, request.by)] = name
    return found
