"""The pages themselves: TeX compiles, HTML stands alone and shows right in a browser, Markdown, notebook and data."""

import json
import re
import shutil
import subprocess
from time import process_time
from xml.etree import ElementTree

import numpy as np
import pytest

import symcnn as sc
from symcnn.cli import main
from symcnn.document.blocks import Document, Formula, Picture, Table, heading, paragraph
from symcnn.document.html import html_page
from symcnn.document.latex import latex_fragment
from symcnn.document.markdown import markdown_page
from symcnn.document.parts import Digits, Gap, Grid, Named, Said, Sign, Times, chained, row
from symcnn.document.text import text_page
from symcnn.layers.table import LAYERS
from symcnn.losses.table import LOSSES
from symcnn.printing.latex import LATEX
from symcnn.printing.mathml import MATHML
from symcnn.printing.mathml_names import mathml_name
from symcnn.printing.text import TEXT
from symcnn.solution.formats import FORMATS, format_of, rendered

NAMES = ("mini_cnn", "relu_max_5x5", "relu_max_7x7", "lenet5", "alexnet", "multichannel_conv", "same_conv_1d")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MARGIN = 2


@pytest.fixture(scope="module")
def solutions():
    return {name: numbered(sc.load(f"example:{name}")) for name in NAMES}


def numbered(net):
    """The solution with the network's own numbers, or seeded ones where the network is small and has none."""
    if net.is_fragment or net.assembled.data or not all(np.prod(net.shape(k)) < 100 for k in net.forward_system.leaves):
        return net.solution(rate="0.5", title=f"Solution of {net.loss} & more_")
    random = np.random.default_rng(3)
    values = {k: np.round(random.standard_normal(net.shape(k)), 1) for k in net.forward_system.leaves}
    return net.solution(rate="0.5", values=values)


def tree(mathml):
    return ElementTree.fromstring(f"<math>{mathml}</math>")


@pytest.mark.parametrize("name", NAMES)
def test_tex_compiles_and_nothing_runs_over_the_margin(name, solutions, tmp_path):
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed")
    (tmp_path / "page.tex").write_text(solutions[name].tex(), encoding="utf-8")
    done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"], cwd=tmp_path,
                          capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    over = [float(points) for points in re.findall(r"Overfull \\hbox \(([0-9.]+)pt", done.stdout)]
    assert not [points for points in over if points > MARGIN], over


MEASURE = """<script>
const wide = [...document.querySelectorAll('.formula, .result, p, li, table, h1, h2, h3')]
  .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0).map(e => e.textContent.slice(0, 60));
const maths = [...document.querySelectorAll('math')];
const empty = maths.filter(e => { const r = e.getBoundingClientRect(); return r.width < 3 || r.height < 3; });
const outside = maths.filter(e => e.getBoundingClientRect().right > innerWidth || e.getBoundingClientRect().left < 0);
const broken = [...document.querySelectorAll('merror, parsererror')];
document.body.innerHTML = '';
document.body.append('@@' + JSON.stringify({wide, maths: maths.length, empty: empty.length, outside: outside.length,
  broken: broken.length, page: document.documentElement.scrollWidth <= innerWidth}) + '@@');
</script>"""


def measured(page, folder):
    """What a browser makes of a page; skips where there is none."""
    browser = next((found for each in BROWSERS if (found := shutil.which(each))), None)
    if browser is None:
        pytest.skip("no browser is installed")
    (folder / "page.html").write_text(page.replace("</body>", MEASURE + "</body>"), encoding="utf-8")
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-sync", "--disable-dev-shm-usage", f"--user-data-dir={folder / 'profile'}", "--window-size=1000,1400",
         "--dump-dom", f"file://{folder / 'page.html'}"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.split("@@")[1])


@pytest.mark.parametrize("name", NAMES)
def test_html_shows_right_in_a_browser(name, solutions, tmp_path):
    page = solutions[name].html()
    found = measured(page, tmp_path)
    assert found["maths"] == page.count("<math") > 10
    assert found == {"wide": [], "maths": found["maths"], "empty": 0, "outside": 0, "broken": 0, "page": True}


def test_the_browser_s_measure_sees_what_is_wrong(tmp_path):
    wide = Formula(chained(Named("x"), [("==", row(*(Digits("1234567890") for _ in range(30))))]))
    page = html_page(Document((heading(1, "Wide"), wide)), MATHML)
    found = measured(page.replace("</body>", "<p><math></math></p></body>"), tmp_path)
    assert len(found["wide"]) == 1 and found["empty"] == 1


@pytest.mark.parametrize("name", NAMES)
def test_html_stands_alone_and_every_formula_is_there(name, solutions):
    page = solutions[name].html()
    assert not re.search(r"<script|https?://|src=|@import|url\(", page)
    body = ElementTree.fromstring(page[page.index("<body>"):page.index("</html>")])
    formulas = [b for b in solutions[name].document.blocks if isinstance(b, Formula)]
    blocks = [e for e in body.iter("math") if e.get("display") == "block"]
    assert len(blocks) == len(formulas) > 5
    assert all("".join(e.itertext()).strip() for e in blocks)


@pytest.mark.parametrize("name", NAMES)
def test_markdown_latex_and_notebook_hold_the_same_formulas(name, solutions):
    formulas = sum(isinstance(b, Formula) for b in solutions[name].document.blocks)
    markdown, notebook = solutions[name].markdown(), solutions[name].notebook()
    assert len(re.findall(r"^\$\$$", markdown, re.M)) == 2 * formulas
    assert solutions[name].latex().count("\\begin{align*}") + solutions[name].latex().count("\n\\[\n") == formulas
    cells = ["".join(cell["source"]) for cell in notebook["cells"]]
    assert "\n\n".join(cells) == markdown and len({cell["id"] for cell in notebook["cells"]}) == len(cells) > 4


def test_the_notebook_is_a_notebook(solutions):
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(nbformat.from_dict(solutions["mini_cnn"].notebook()))


def test_data_hold_every_block(solutions):
    data = json.loads(rendered(solutions["mini_cnn"], "json"))
    kinds = [block["block"] for block in data["page"]]
    assert len(kinds) == len(solutions["mini_cnn"].document.blocks)
    assert {"heading", "paragraph", "items", "formula", "table"} <= set(kinds)
    assert all(block["latex"] and block["text"] for block in data["page"] if block["block"] == "formula")


def test_a_picture_stands_in_the_page():
    solution = sc.load("example:mini_cnn").solution(detail="pictures,shapes")
    page = solution.html()
    drawn = ElementTree.fromstring(page[page.index("<svg"):page.index("</svg>") + len("</svg>")])
    assert drawn.tag.endswith("svg") and "data:image/svg+xml;base64," in solution.markdown()
    assert solution.subject.net.draw().said in solution.text()


def test_a_format_for_every_name():
    assert set(FORMATS) == {"text", "latex", "tex", "markdown", "html", "notebook", "json"}
    names = {"a.tex": "tex", "a.md": "markdown", "A.HTML": "html", "a.ipynb": "notebook", "a.json": "json", "a.txt": "text"}
    assert all(format_of(path) == form for path, form in names.items()) and format_of(None) == "text"


@pytest.mark.parametrize(("suffix", "start"), [
    ("tex", r"\documentclass"), ("html", "<!DOCTYPE html>"), ("ipynb", "{\n \"cells\""), ("md", "# Sheet"), ("txt", "Sheet")])
def test_the_command_writes_what_the_file_is_called(suffix, start, tmp_path):
    path = tmp_path / f"sheet.{suffix}"
    with pytest.raises(SystemExit) as left:
        main(["derive", "example:relu_max_5x5", "--detail", "question", "--blank", "dF^{(1)},dC/dW^{(2)}[1]", "--rate", "0.5",
              "--title", "Sheet", "-o", str(path)])
    assert left.value.code == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith(start) and "0.9039" not in text


def test_the_author_s_way_of_writing_on_the_command_line(capsys):
    with pytest.raises(SystemExit):
        main(["derive", "x: H×W; w: K×K; y = conv(x, w)", "--wrt", "w", "--detail", "closed,operators", "--partial", "nabla",
              "--indices", "brackets", "--star", "asterisk", "--format", "latex"])
    out = capsys.readouterr().out
    assert r"\nabla w[m][n] = " in out and r"\nabla w &= x * \nabla y" in out.replace("& =", "&=")


def example():
    matrix = Grid(((Digits("1"), Sign("dots")), (Digits("-2.5e-07"), Gap(4))))
    lines = chained(Named("W^{(1)}", ("1", ":")), [("==", matrix), ("~=", Times((Digits("0.5"), Digits("-3"))))])
    cells = ((("a & b_",), ("$ <i> #",)), (("x",), (Named("yhat"),)))
    said = row(Said("if a < b"), Sign("=="), Digits("3"))
    return Document((heading(1, "50% & <b>"), paragraph("costs 3$ {so} ~ \\ ^ ", said),
                     Formula(lines), Formula(lines, True), Table(cells[0], cells[1:]),
                     Picture("<svg xmlns='http://www.w3.org/2000/svg'/>", "a <drawing>")))


def test_words_never_become_commands():
    latex = latex_fragment(example(), LATEX)
    assert r"50\% \& \(<\)b\(>\)" in latex and r"3\$ \{so\} \textasciitilde{} \textbackslash{} \textasciicircum{}" in latex
    assert r"a \& b\_" in latex and r"\text{if a \(<\) b}" in latex and r"-2.5 \cdot 10^{-7}" in latex
    html = html_page(example(), MATHML)
    assert "<h1>50% &amp; &lt;b&gt;</h1>" in html and "<mtext>if a &lt; b</mtext>" in html and "&lt;drawing&gt;" in html
    markdown = markdown_page(example(), LATEX)
    assert r"3\$ \{so\} \~ \\ ^" in markdown and r"\<b\>" in markdown and "data:image/svg+xml;base64," in markdown


def test_matrices_stand_over_several_lines_in_text():
    text = text_page(example(), TEXT)
    assert "    W^(1)[1,:] = [        1   ... ]\n                 [ -2.5e-07  ____ ]\n               ~= 0.5*(-3)" in text


@pytest.mark.parametrize(("name", "wanted"), [
    ("x", "x"), ("yhat", "y^"), ("W^{(1)}", "W(1)"), (r"\delta^{l+1}", "δl+1"), ("p_{out}", "pout"), (r"\vec{P}", "P→"),
    ("W_0^x", "W0x"), (r"\mathbf{W}", "W"), ("W1", "W1"), ("x'", "x′"), (r"\Lambda", "Λ"), (r"\varphi", "φ")])
def test_names_in_mathml(name, wanted):
    assert "".join(tree(mathml_name(name)).itertext()) == wanted


def test_mathml_of_every_layer_and_loss_is_well_formed():
    count = 0
    for text in (text for kind in (*LAYERS, *LOSSES) for text in kind.examples):
        for block in sc.Network(text).solution(detail="forward,chain,local,closed").document.blocks:
            for part in block.lines if isinstance(block, Formula) else ():
                shown = tree(part.left.shown(MATHML).text + part.right.shown(MATHML).text)
                assert "".join(shown.itertext()).strip()
                count += 1
    assert count > 200


def test_printing_grows_with_the_number_of_terms_and_no_faster():
    def seconds(side):
        net = sc.Network(f"x: {side}×{side}; w: 3×3; y = conv(x, w)")
        assert net.gradient("w").equation
        start = process_time()
        text = net.solution("w", "expanded", terms=None).latex()
        assert text.count(r"\partial y_{") == (side - 2) ** 2
        return process_time() - start

    ratios = [seconds(66) / seconds(34) for _ in range(5)]
    assert sorted(ratios)[2] < 12  # four times the terms


def test_a_prime_stands_beside_its_letter():
    assert mathml_name("i'").endswith('<mi>i</mi><mo lspace="0" rspace="0">′</mo></mrow>')
    assert mathml_name("f''^{(1)}").startswith("<msup><mrow><mi>f</mi>") and mathml_name("f''").count("′") == 2
