"""What LaTeX commands mean in a formula: signs, spaces, wrappers, environments and words of prose."""

from symcnn.notation.spelling import word_set

SPACES = word_set(
    "tiny scriptsize footnotesize LARGE huge Huge textstyle scriptstyle scriptscriptstyle nonumber notag hline middle "
    "allowbreak normalsize small large Large mathstrut strut thinspace medspace thickspace negthinspace negmedspace enspace "
    "space nobreakspace rm bf it sf tt centering noindent bigm Bigm biggm mathop mathbin mathrel mathord mathpunct "
    "mathinner mathopen mathclose boxed fbox underline ensuremath smash toprule midrule bottomrule relax"
)
"""Commands without a meaning here; those that wrap leave their braces as a group."""

OLD_FONTS = {"bf": "mathbf", "cal": "mathcal"}
"""Fonts put on behind a brace, with the command that puts them on before it."""

WITH_ARGUMENT = word_set("hspace vspace hskip vskip mspace mskip kern mkern hfill hfil label tag phantom hphantom vphantom "
                         "color textcolor colorbox cline ref eqref eqno leqno")
"""Commands that go together with the braces behind them."""

SIGNS = {
    "vdots": "...", "ddots": "...", "dotsc": "...", "dotsb": "...", "dotsm": "...", "iddots": "...", "hdots": "...",
    "mapsto": "->", "longrightarrow": "->", "longmapsto": "->", "gets": "<-", "coloneqq": ":=", "coloneq": ":=",
    "triangleq": ":=", "doteq": ":=", "equiv": "=", "simeq": "≈", "cong": "≈", "sim": "≈", "propto": "∝", "in": "in",
    "leqslant": "<=", "geqslant": ">=", "lt": "<", "otimes": "star", "bigstar": "star", "bullet": "·", "div": "/",
    "bmod": "mod", "mod": "mod",
    "land": "and", "wedge": "and", "cap": "and", "colon": ":", "vert": "|", "mid": "|", "lvert": "|", "rvert": "|", "Vert": "‖",
    "lVert": "‖", "rVert": "‖", "lfloor": "\\lfloor", "rfloor": "\\rfloor", "lceil": "\\lceil", "rceil": "\\rceil",
    "langle": "\\langle", "rangle": "\\rangle", "nabla": "nabla", "bigtriangledown": "nabla", "triangledown": "nabla",
}  # fmt: skip
CHARACTERS = {
    "|": "|", "‖": "‖", "∇": "nabla", "∈": "in", "⊗": "star", "≡": "=", "≔": ":=", "∝": "∝", "⟶": "->", "↦": "->",
    "–": "-", "⌊": "\\lfloor", "⌋": "\\rfloor", "⌈": "\\lceil", "⌉": "\\rceil", "∼": "≈", "≃": "≈", "⋯": "...",
    "⋮": "...", "⋱": "...", "&": "&",
    # the signs of Chinese and Japanese keyboards
    "，": ",", "、": ",", "；": ";", "：": ":", "。": ".", "（": "(", "）": ")", "［": "[", "］": "]", "＝": "=", "＋": "+",
    "－": "-", "＜": "<", "＞": ">", "｜": "|",
}  # fmt: skip
# digits that stand above
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))
CONSEQUENCES = word_set(
    "Rightarrow implies Longrightarrow Leftrightarrow iff therefore because Downarrow downarrow Leftarrow impliedby "
    "Longleftrightarrow hookrightarrow searrow swarrow Uparrow uparrow leadsto rightsquigarrow forall exists"
)
LABELLED_ARROWS = word_set("xrightarrow xleftarrow xRightarrow xLeftarrow xmapsto xlongrightarrow")
"""Arrows that say above what is done on the way, so that no equality joins their sides."""
NAMED = {"infty": "infinity", "arg": "arg", "argmax": "argmax", "argmin": "argmin", "det": "det", "dim": "dim", "sgn": "sign"}
UPRIGHT = word_set(
    "text mathrm textrm operatorname mbox textbf textit texttt textsf mathsf mathtt mathit textnormal hbox rm textup "
    "intertext shortintertext"
)
REALS = word_set("R RR Re Reals reals real")
INDICATORS = {"mathbbm": "mathbb", "mathds": "mathbb", "Bbb": "mathbb"}
KEPT = word_set("cancel bcancel xcancel cancelto underbrace overbrace overset underset stackrel substack")
ROOTS_AND_QUOTIENTS = {"cfrac": "frac"}

TRANSLATED = {
    "si": "if", "wenn": "if", "falls": "if", "sinon": "otherwise", "sonst": "otherwise", "et": "and", "und": "and",
    "如果": "if", "若": "if", "当": "if", "當": "if", "否则": "otherwise", "否則": "otherwise", "其他": "otherwise",
    "其它": "otherwise", "且": "and", "和": "and", "если": "if", "при": "if", "иначе": "otherwise", "и": "and",
}  # fmt: skip
"""Words of prose in other languages, read where they are set upright, those in other scripts wherever they stand."""
INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
"""Characters without any width, as a range of a pattern."""
CONDITIONS = word_set("if when whenever where for")
ELSE = word_set("otherwise else o.w. elsewhere")
JOINERS = frozenset(["and"])
CONNECTIVES = CONDITIONS | ELSE | JOINERS | word_set("or so with then hence thus since all by as we get")

MATRICES = word_set("matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix")
CASES = word_set("cases dcases rcases")
OPEN = word_set(
    "align aligned alignat alignedat split gather gathered equation eqnarray multline displaymath math flalign "
    "subequations empheq"
)
ENVIRONMENTS = MATRICES | CASES | OPEN | {"array"}

SCRIPT = ("\\mathcal", "\\mathscr", "\\mathfrak")
"""The fonts of operators, which are applied to what stands in braces."""

GLYPHS = ("*", "×", "star", "odot", "·")
"""The signs of products."""

RELATIONS = ("=", ":=", "<-", "->", "≈", "+=", "-=", "*=", "∝", "in", "==", "!=", ">=", "<=", ">", "<")
"""The signs between the members of a chain."""

EQUATIONS = RELATIONS[:8]
"""Those that set a value."""
