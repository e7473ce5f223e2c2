"""Which words a text may use as functions, and which names are tensors: what a reader must know to tell `y(1-y)`."""

from dataclasses import dataclass
from functools import cached_property

from symcnn.errors import NameProblem
from symcnn.notation.spelling import GREEK, split, word_set

FUNCTIONS = word_set(
    "conv convtranspose crosscorrelation convolution correlation maxpool avgpool sumpool globalavgpool dense linear "
    "flatten softmax logsoftmax batchnorm layernorm dropout "
    "sigmoid sigma relu leakyrelu elu selu gelu silu swish softplus tanh identity step logit sign sgn abs exp log ln sqrt "
    "erf sin cos tan sinh cosh sech coth arctan floor ceil max min sum mean pad rot180 flip dilate reshape transpose diag "
    "im2col concat stack "
    "squarederror mse meansquarederror sse absoluteerror mae meanabsoluteerror bce crossentropy crossentropylogits bcelogits"
)
SPOKEN = FUNCTIONS | {f"{mode}{name}" for mode in ("full", "valid", "same")
                      for name in ("convolution", "correlation", "crosscorrelation", "conv")} | word_set(
    "transposedconvolution transposedconv deconvolution deconv rotate180 rotate rot rot90 reverse convolve conv1d conv2d "
    "col2im vec fold unfold")
r"""Beside them, what may be called by several words, `\text{Full Convolution}(a, b)`, and means an operation on arrays."""


@dataclass(frozen=True)
class Words:
    """The names of tensors and sizes (`normal` form) and of functions (`function_key` form) known so far."""

    tensors: frozenset[str] = frozenset()
    functions: frozenset[str] = FUNCTIONS

    def numbers_layers(self, name: str) -> bool:
        """Whether tensors of this letter are told apart by the number of a layer, and none goes without: `W^1`, `Z^{(2)}`.

        Errors are, where any tensors are: `\\delta^2`.
        """
        try:
            base = split(name).base
        except NameProblem:
            return False
        return base not in self.tensors and (base in self._numbered or (base == "\\delta" and bool(self._numbered)))

    def letters_layers(self, name: str) -> bool:
        """Whether tensors of this letter are told apart by a letter above them: `W^c`, `W^d`."""
        return name in self._lettered

    @cached_property
    def _lettered(self) -> frozenset[str]:
        """The letters of the tensors that have a letter above them, and nothing else."""
        parts = (split(name) for name in self.tensors)
        return frozenset(each.base for each in parts if each.superscript.isalpha() and not each.subscript)

    @cached_property
    def layers(self) -> frozenset[str]:
        """The letters of any layer, `l`, that tensors have above them."""
        above = {split(name).superscript.strip("()[]").split("+")[0].split("-")[0] for name in self.tensors}
        return frozenset(above & {"l", "\\ell"})

    @cached_property
    def _numbered(self) -> frozenset[str]:
        """The letters of the tensors whose superscript is the number of a layer."""
        parts = (split(name) for name in self.tensors)
        return frozenset(each.base for each in parts if each.superscript.strip("()[]").isdigit())


def function_key(name: str) -> str:
    """One spelling for a function: `sum_pool`, `SumPool` and `sum_{pool}` are `sumpool`; but a capital letter is no small one.

    >>> function_key("Max_{pool}"), function_key(r"\\sigma")
    ('maxpool', 'sigma')
    """
    key = "".join(character for character in name if character.isalnum() or character in "()+-*,'")
    plain = key.rstrip("'")
    return key if len(plain) == 1 or plain in GREEK else key.casefold()
