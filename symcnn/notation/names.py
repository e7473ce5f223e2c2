"""Names: their one normal form, their check at the door, and how they are shown in LaTeX and in plain ASCII."""

import re
from functools import lru_cache

from symcnn.errors import NameProblem
from symcnn.notation.spelling import GREEK, split

_COMMAND_OR_WORD = re.compile(r"\\[A-Za-z]+|[A-Za-z]+")
_NUMBERED = re.compile(r"([A-Za-z]+)([0-9]+)")
_DRESSED = re.compile(r"(\\[a-z]+)\{(.*)\}")
_PLAIN_ACCENT = re.compile(r"\\(hat|bar|tilde|vec)\{([A-Za-z])\}")
# `ij` are two indices, `out` is a word: a run of letters is a word if it has a vowel other than i, or stands here.
_WORDS = frozenset(["in", "min", "hid", "std", "lr", "fc"])


def normal(text: str) -> str:
    """The normal form of a name, equal for all ways of writing it; raises `NameProblem`.

    >>> normal("W^(o)"), normal("A^1"), normal("yhat_{i}"), normal(r"p_{\\text{out}}")
    ('W^{o}', 'A^{(1)}', '\\\\hat{y}_i', 'p_{out}')
    """
    return split(text).join()


def without_letters(name: str) -> str:
    """A name without the letters of its axes, brackets above it kept.

    >>> without_letters("w[i,j]"), without_letters("W^{[1]}[i,j]"), without_letters("W^{[1]}")
    ('w', 'W^{[1]}', 'W^{[1]}')
    """
    return name[:name.rindex("[")] if name.endswith("]") else name


def check(text: str, where: str) -> None:
    """Raises `NameProblem`, which opens with `where`, unless the text is a name of the grammar."""
    try:
        split(text)
    except NameProblem as problem:
        raise NameProblem(f"{where}: {problem}") from None


@lru_cache(maxsize=4096)
def latex(name: str) -> str:
    """The LaTeX a careful author would write for a name.

    >>> latex("yhat"), latex("W1"), latex("loss"), latex("p_out")
    ('\\\\hat{y}', 'W_1', '\\\\mathrm{loss}', 'p_{\\\\text{out}}')
    """
    shown, above = latex_pieces(name)
    return shown + (f"^{{{above}}}" if above else "")


def latex_pieces(name: str) -> tuple[str, str]:
    r"""The LaTeX of a name without its superscript, and of that.

    >>> latex_pieces("W1^{(2)}"), latex_pieces("p_out")
    (('W_1', '(2)'), ('p_{\\text{out}}', ''))
    """
    parts = split(name)
    base, number = numbered(parts.base) if not parts.subscript else (parts.base, "")
    subscript = number or _latex_script(parts.subscript)
    shown = _latex_base(base)
    if subscript:
        shown += f"_{subscript}" if len(subscript) == 1 else f"_{{{subscript}}}"
    return shown + "'" * parts.primes, _latex_script(parts.superscript)


def has_subscript(name: str) -> bool:
    """Whether the name is shown with a subscript of its own, as ``W1`` is."""
    parts = split(name)
    return bool(parts.subscript or numbered(parts.base)[1])


@lru_cache(maxsize=4096)
def text(name: str) -> str:
    """The name in plain ASCII; reading it gives the same name.

    >>> text(r"\\hat{y}"), text("W^{(1)}"), text("p_{out}"), text(r"\\delta^{l+1}")
    ('yhat', 'W^(1)', 'p_out', 'delta^{l+1}')
    """
    parts = split(name)
    shown = _text_base(parts.base)
    if parts.subscript:
        shown += f"_{_text_script(parts.subscript)}"
    shown += "'" * parts.primes
    return shown + (f"^{_text_script(parts.superscript)}" if parts.superscript else "")


def numbered(base: str) -> tuple[str, str]:
    """`W1` is shown as `W_1`, but `conv1` stays one word."""
    match = _NUMBERED.fullmatch(base)
    if not match:
        return base, ""
    letter = normal(match[1])
    return (letter, match[2]) if len(letter) == 1 or letter.startswith("\\") else (base, "")


def is_word(letters: str) -> bool:
    """Whether letters in a script are a word, such as ``out``, and not indices, such as ``ij``."""
    return letters in _WORDS or bool(len(letters) > 2 and set(letters) & set("aeou"))


def _latex_base(base: str) -> str:
    dressed = _DRESSED.fullmatch(base)
    if dressed:
        return f"{dressed[1]}{{{latex(dressed[2])}}}"
    return base if len(base) == 1 or base.startswith("\\") else f"\\mathrm{{{base}}}"


def _latex_script(script: str) -> str:
    def shown(match: re.Match) -> str:
        word = match[0]
        return f"\\text{{{word}}}" if not word.startswith("\\") and is_word(word) else word

    return _COMMAND_OR_WORD.sub(shown, script)


def _text_base(base: str) -> str:
    accent = _PLAIN_ACCENT.fullmatch(base)
    if accent:
        return accent[2] + accent[1]
    return base[1:] if base[1:] in GREEK else base


def _text_script(script: str) -> str:
    script = script[1:] if script[1:] in GREEK else script
    plain = script.isalnum() or re.fullmatch(r"\([0-9]+\)|\*", script)
    return script if plain else f"{{{script}}}"
