import pytest

from symcnn.errors import NameProblem, ReadError, SymcnnError, escaped, quoted
from symcnn.notation.names import check, latex, normal, text

SAME = [
    ("W^{o}", ["W^o", "W^{o}", "W^(o)", "W^{(o)}", r"\mathrm{W}^o", "W^{ o }"]),
    ("A^{(1)}", ["A^1", "A^{1}", "A^(1)", "A^{(1)}"]),
    ("W^{[1]}", ["W^{[1]}"]),
    (r"\delta^{l+1}", [r"\delta^{l+1}", r"\delta^{(l+1)}", "delta^{l+1}"]),
    (r"\hat{y}", [r"\hat{y}", r"\hat y", "yhat", r"\widehat{y}"]),
    (r"\hat{y}_i", [r"\hat{y}_i", r"\hat{y}_{i}", "yhat_i"]),
    (r"\hat{x}", ["xhat"]),
    (r"\bar{y}", ["ybar", r"\overline{y}"]),
    (r"\tilde{z}", ["ztilde"]),
    (r"\vec{x}", ["xvec", r"\vec{x}"]),
    (r"\mathbf{x}", [r"\mathbf{x}", r"\mathbf x"]),
    (r"\alpha", ["alpha", r"\alpha"]),
    ("W1", ["W1"]),
    ("f_i", ["f_i", "f_{i}"]),
    ("p_{out}", ["p_{out}", "p_out", r"p_{\text{out}}", r"p_{\mathrm{out}}", r"p_\text{out}", r"p\_out"]),
    ("w_1^{(2)}", ["w_1^{(2)}", "w^{(2)}_1", "w_1^2"]),
    ("f'", ["f'", r"f^{'}", r"f^\prime"]),
    ("x^{*}", ["x^*", "x^{*}"]),
    (r"x_{\alpha i}", [r"x_{\alpha i}"]),
    ("my_{first_w}", ["my_first_w", "my_{first_w}"]),
    ("loss", ["loss", r"\mathrm{loss}", r"\text{loss}"]),
]


@pytest.mark.parametrize(("form", "spelling"), [(form, spelling) for form, all_ in SAME for spelling in all_])
def test_all_spellings_of_a_name_have_one_normal_form(form, spelling):
    assert normal(spelling) == form
    assert normal(form) == form


def test_different_names_stay_different():
    forms = [form for form, _ in SAME]
    assert len(set(forms)) == len(forms)
    assert normal("W1") != normal("W_1")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("yhat", r"\hat{y}"),
        ("W^(1)", "W^{(1)}"),
        ("W^o", "W^{o}"),
        ("c_i", "c_i"),
        ("p_out", r"p_{\text{out}}"),
        ("x_in", r"x_{\text{in}}"),
        ("y_{ij}", "y_{ij}"),
        ("w_{11}", "w_{11}"),
        ("W1", "W_1"),
        ("W12", "W_{12}"),
        ("beta1", r"\beta_1"),
        ("loss", r"\mathrm{loss}"),
        ("conv1", r"\mathrm{conv1}"),
        ("alpha", r"\alpha"),
        (r"\delta^{l+1}", r"\delta^{l+1}"),
        ("f'", "f'"),
        (r"\hat{\mathbf{y}}", r"\hat{\mathbf{y}}"),
    ],
)
def test_latex(name, shown):
    assert latex(name) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (r"\hat{y}", "yhat"),
        (r"\hat{y}_i", "yhat_i"),
        ("W^{(1)}", "W^(1)"),
        ("W^{o}", "W^o"),
        (r"p_{\text{out}}", "p_out"),
        (r"\delta^{l+1}", "delta^{l+1}"),
        ("W^{[1]}", "W^{[1]}"),
        (r"\mathbf{x}", r"\mathbf{x}"),
    ],
)
def test_text_is_plain_and_reads_back(name, shown):
    assert text(name) == shown
    assert normal(shown) == normal(name)


@pytest.mark.parametrize("form", [form for form, _ in SAME])
def test_text_of_every_normal_form_reads_back(form):
    assert text(form).isascii()
    assert normal(text(form)) == form


@pytest.mark.parametrize(
    ("hostile", "message"),
    [
        ("", "is not complete"),
        ("x\n", r"holds '\\n'"),
        ("x\r", r"holds '\\r'"),
        ('x"', "holds"),
        ("x;y", "holds ';'"),
        ('__import__("os")', "holds '\"'"),
        ("__import__", "cannot hold '_'"),
        ("a" * 65, "65 characters; use at most 64"),
        ("x^", "is not complete"),
        ("x_{", "is not complete"),
        ("x}", "cannot hold '}'"),
        ("x_{(}", "cannot hold '}'"),
        ("x_{}", "empty script"),
        ("x^a^b", "two superscripts"),
        ("x_{i+1}_j", "two subscripts"),
        ("_".join(["ab"] * 16), "has 77 characters"),
        ("x+1", r"cannot hold '\+'"),
        ("2x", "cannot hold '2x'"),
        ("\\", "lone backslash"),
        (r"\href{x}{y}", r"unknown command '\\href'"),
        (r"\input{x}", r"unknown command '\\input'"),
        ("é", r"holds '\\xe9'"),
        ("\ud800", r"holds '\\ud800'"),
        ("{" * 64, "is not complete"),
        (None, "a name is text, not 'NoneType'"),
    ],
)
def test_hostile_names_are_refused(hostile, message):
    with pytest.raises(NameProblem, match=message):
        normal(hostile)
    with pytest.raises(SymcnnError, match=r"^in the sheet: "):
        check(hostile, "in the sheet")


def test_a_good_name_passes_the_check():
    assert check("W^(1)", "in the sheet") is None


def test_quoted_is_short_and_printable():
    assert quoted("W1") == "'W1'"
    assert len(quoted("\n" * 100)) == 42
    assert quoted("\x1b[31m") == r"'\x1b[31m'"
    assert quoted(3) == "'3'"
    assert escaped("4×4") == r"4\xd74"


def test_a_read_error_shows_its_place():
    error = ReadError("an expression is expected", 3, 5, "y = )", 4)
    assert (error.line, error.column) == (3, 5)
    assert str(error) == "line 3, column 5: an expression is expected\n    y = )\n        ^"
