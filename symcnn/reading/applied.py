"""Reads what a name is applied to: functions before brackets of any kind, with powers and primes; entries in parentheses."""

from symcnn.reading.grouping import has
from symcnn.reading.indicators import Indicators
from symcnn.reading.tree import Call, Name, Number, Operation, Tree, Tuple
from symcnn.reading.words import function_key

_NUMBERED = {"pad": "pad", "Pad": "pad", "dil": "dilate", "dilate": "dilate", "Dilate": "dilate", "crop": "crop",
             "Crop": "crop"}
# the fonts in which functions are set
_UPRIGHT = ("\\mathrm", "\\operatorname", "\\textrm", "\\text", "\\mathsf")


class Applied(Indicators):
    """The part of the parser for functions and entries."""

    def opens_entries(self, place: int) -> bool:
        """Whether a bracket with several indices follows a name without a space."""
        token = self.tokens[place]
        closing = self.partners.get(place)
        return token.text == "(" and not token.spaced and closing is not None and has(self.tokens[place + 1 : closing], (",",))

    def takes_brackets(self, tree: Tree, start: int) -> bool:
        r"""Whether square brackets behind a name hold what it is applied to: `\sigma[z]`, `f'[z]`, `\mathrm{a}[z]`."""
        if not isinstance(tree, Name) or tree.name in self.words.tensors:
            return False
        known = function_key(tree.name.rstrip("'")) in self.words.functions
        is_upright = self.source.text.startswith(_UPRIGHT, self.tokens[start].start) and not self.holds_comma()
        return known or tree.name.endswith("'") or is_upright

    def entry(self, tree: Tree, start: int, indices: tuple[Tree, ...] = ()) -> Tree:
        if not indices and self.sees("[") and self.takes_brackets(tree, start):
            return tree
        return super().entry(tree, start, indices)

    def call_by_number(self) -> Tree | None:
        r"""`\text{pad}_{K-1}(G)`: a border, or a distance, of so many, said below the word."""
        start, function = self.position, _NUMBERED.get(self.token.text)
        if function is None or self.after.text != "_":
            return None
        self.position += 2
        width = self.single()
        if not self.sees("(") or isinstance(width, Tuple):
            self.position = start
            return None
        tree = self.call(function, self.position)
        return Call(function, (*tree.arguments[:1], width), span=self.span(start)) if isinstance(tree, Call) else tree

    def is_slope(self, name: str) -> bool:
        """Whether a name with a prime is the slope of a function: no tensor, and no entry with several indices follows."""
        return name.endswith("'") and name not in self.words.tensors and not self.holds_comma()

    def numbered_script(self) -> int:
        """How many tokens `^2` or `^{2}` takes, 0 where no number stands there."""
        texts = self.tokens[self.position + 1 : self.position + 4]
        if self.after.kind == "number":
            return 2
        braced = len(texts) == 3 and texts[0].text == "{" and texts[1].kind == "number" and texts[2].text == "}"
        return 4 if braced else 0

    def power_of_call(self, name: str, start: int) -> Tree:
        r"""`\tanh^2(x)`, `\tanh^2 x`."""
        size = self.numbered_script()
        exponent = Number(self.tokens[self.position + size // 2].text)
        self.position += size
        call = self.call(name, start) if self.sees("(") else self.bare_call(name, start)
        return Operation("^", call, exponent, span=self.span(start))
