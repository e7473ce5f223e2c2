"""What stands upright or in a font: a word, prose, the sign of a transpose, or numbers of which a font says nothing."""

import re
from dataclasses import replace

from symcnn.notation.spelling import FONTS
from symcnn.reading import latex_words as words
from symcnn.reading.arguments import argument_end
from symcnn.reading.fonts import says_nothing
from symcnn.reading.latex_place import LatexPlace
from symcnn.reading.words import SPOKEN, function_key

_ARGUMENT = re.compile(r"\*?\s*\{([^{}]*)\}")
_LONE_T = re.compile(r"\s*(?:T|\{\s*T\s*\})(?![A-Za-z])")
_PLAIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:(?:\\?_|-)[A-Za-z0-9]+)*")


class Upright(LatexPlace):
    """Reads commands that set their argument in a font."""

    def old_font(self, name: str, end: int) -> bool:
        r"""`{\bf A}` is `\mathbf{A}`; False where a script or no brace stands before it."""
        if not self.found or self.found[-1].text != "{" or self.scripts[-1:] == ["script"]:
            return False
        if says_nothing(self.text[end : argument_end(name, self.text, self.found[-1].start) - 1]):
            self.skip(end)
            return True
        opening = self.found.pop()
        self.found += [replace(opening, kind="command", text=f"\\{name}"), replace(opening, spaced=False)]
        self.skip(end)
        return True

    def sets_numbers(self, name: str, end: int) -> bool:
        """Whether a font is put on what is no name, which changes nothing."""
        if name not in FONTS | words.UPRIGHT:
            return False
        behind = argument_end(name, self.text, end)
        return says_nothing(self.text[end:behind].strip().lstrip("*").strip()[1:-1])

    def in_font(self, name: str, end: int) -> bool:
        r"""Whether a font is put on the name of an operation, which is no array then: `\mathbf{im2col}`."""
        argument = _ARGUMENT.match(self.text, end) if name in FONTS else None
        return argument is not None and len(argument[1]) > 2 and function_key(argument[1]) in SPOKEN

    def sign_of_transpose(self, name: str, end: int) -> bool:
        r"""`A^{\mathsf T}` is the transpose, in whatever font; False where no lone T follows in a superscript."""
        letter = _LONE_T.match(self.text, end) if name in words.UPRIGHT or name == "mathbf" else None
        before = [token.text for token in self.found[-2:]]
        behind_a_layer = self.scripts[-1:] == ["script"] and before[-1:] in ([")"], ["]"])
        if letter is None or not (before[-1:] == ["^"] or before == ["^", "{"] or behind_a_layer):
            return False
        self.add("word", "T", letter.end())
        return True

    def upright(self, name: str, end: int) -> bool:
        r"""`\text{full}` is a word, `\text{if }` is prose; False where another reading is due."""
        argument = _ARGUMENT.match(self.text, end)
        if not argument:
            return False
        content = argument[1].replace("~", " ").replace("\\,", " ").replace("$", " ").replace("\\ ", " ")
        word = content.strip()
        if word in words.TRANSLATED and name not in ("mathrm", "operatorname"):
            content = word = words.TRANSLATED[word]
        in_script = self.in_script()
        if word.startswith("np."):
            content = word = word[3:]
        is_name = in_script or name == "operatorname" or function_key(word) in SPOKEN
        apart = in_script and content != word and not self.fills_script(argument.end())
        joined = "".join(word.split()) if is_name and not apart else content
        if _PLAIN_WORD.fullmatch(joined) and (in_script or joined not in words.CONNECTIVES):
            self.add("word", joined.replace("\\_", "_").replace("-", ""), argument.end())
        elif not word:
            self.skip(argument.end())
        elif name in ("mathrm", "mathsf", "mathit", "mathtt", "operatorname") and not _is_prose(word):
            self.skip(end)
        else:
            self.add("prose", _condensed(word), argument.end())
        return True


def _condensed(word: str) -> str:
    return " ".join(word.split()).strip(" :,;.").lower() if len(word.split()) < 2 else " ".join(word.split())


def _is_prose(word: str) -> bool:
    return word in words.CONNECTIVES or " " in word
