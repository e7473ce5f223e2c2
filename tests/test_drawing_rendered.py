"""Pictures in a browser: no text leaves its picture or its box, and none lies on another."""

import pytest

import symcnn as sc
from chromium import measured

FAULTS = """[...document.querySelectorAll('svg')].flatMap((svg, n) => {
  const w = svg.viewBox.baseVal.width, h = svg.viewBox.baseVal.height, found = [];
  const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBBox()]).filter(t => t[1].width);
  const boxes = [...svg.querySelectorAll('rect[rx]')].slice(1).map(r => r.getBBox());
  if (!texts.length) found.push(n + ': nothing is written');
  texts.forEach(([said, b], k) => {
    if (b.x < 0 || b.y < 0 || b.x + b.width > w || b.y + b.height > h) found.push(n + ': ' + said + ' leaves the picture');
    const x = b.x + b.width / 2, y = b.y + b.height / 2;
    const box = boxes.find(r => r.x < x && x < r.x + r.width && r.y < y && y < r.y + r.height);
    if (box && (b.x < box.x || b.x + b.width > box.x + box.width)) found.push(n + ': ' + said + ' leaves its box');
    texts.slice(k + 1).forEach(([other, o]) => {
      const across = Math.min(b.x + b.width, o.x + o.width) - Math.max(b.x, o.x);
      const down = Math.min(b.y + b.height, o.y + o.height) - Math.max(b.y, o.y);
      if (across > 2 && down > 4) found.push(n + ': ' + said + ' lies on ' + other);
    });
  });
  return found;
})"""


def entries():
    """Pictures of entries of many kinds."""
    walk, tall = sc.load("example:cross_correlation_3x3"), sc.load("example:relu_max_5x5")
    mini, one = sc.load("example:mini_cnn"), sc.load("example:single_channel_conv")
    deep = sc.Network("x: 3×6×6; w: 4×3×3×3; b: 4; y = conv(x, w, stride=2, padding=1) + b")
    long = sc.Network(r"\vec{X}^{(1)}: 9; W_{long}^{(2)}: 3; \hat{Y}^{(1)} = conv(\vec{X}^{(1)}, W_{long}^{(2)}, padding=1)")
    return [walk.forward("O").draw({"i": 1, "j": 2}, 3, walk.values), one.gradient("X").draw({"p": 2, "q": 2}, 2),
            tall.forward("P^{(1)}").draw({"i": 2}, values=tall.values), tall.gradient("X").draw(values=tall.values),
            mini.gradient("w[f_i,f_j,k]").draw({"k": 3}, 5), mini.forward("o").draw(), deep.forward("y").draw({"o": 2}, 6),
            deep.gradient("x").draw({"c": 2, "i": 3}), long.forward(r"\hat{Y}^{(1)}").draw(),
            long.gradient(r"\vec{X}^{(1)}").draw()]


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_no_text_overflows(tmp_path):
    drawings = [*(sc.load(f"example:{name}").draw() for name in sc.examples()), *entries()]
    assert measured("".join(d.svg for d in drawings), FAULTS, tmp_path) == []


def test_the_measure_finds_faults(tmp_path):
    bad = ('<svg viewBox="0 0 40 40" width="40" height="40"><rect rx="1" width="40" height="40"/>'
           '<rect rx="1" x="10" width="9" height="20"/><text x="9" y="12">much too long for it</text>'
           '<text x="2" y="14">one</text></svg>')
    found = measured(bad, FAULTS, tmp_path)
    assert len(found) >= 2 and any("leaves the picture" in f for f in found) and any("lies on" in f for f in found)
