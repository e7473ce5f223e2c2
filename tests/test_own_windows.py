r"""Convolutions whose results a page writes out entry by entry, with strides and padding, one by one or in a matrix."""

from __future__ import annotations

from itertools import product

import pytest

from symcnn.checking.check import check


def written_out(size: int, kernel: int, stride: tuple[int, int], padding: int, result: str = "z") -> dict[tuple[int, int], str]:
    """The sums of a convolution of ``a`` with ``w``, noughts from the padding written too."""
    counts = [(size + 2 * padding - kernel) // s + 1 for s in stride]
    found = {}
    for p, q in product(*map(range, counts)):
        terms = []
        for m, n in product(range(kernel), repeat=2):
            i, j = p * stride[0] + m - padding, q * stride[1] + n - padding
            inside = 0 <= i < size and 0 <= j < size
            terms.append((f"a_{{{i + 1}{j + 1}}}" if inside else "0") + rf" \cdot w_{{{m + 1}{n + 1}}}")
        found[p + 1, q + 1] = " + ".join(terms)
    return found


def verdicts(page: str) -> list[str]:
    return [j.verdict.verdict for j in check(page).judged]


SLOPE = r"$$\frac{\partial L}{\partial %s} = %s$$"


@pytest.mark.parametrize(("size", "kernel", "stride", "padding", "by", "right", "wrong"), [
    (4, 3, (2, 2), 1, "a_{12}", r"\frac{\partial L}{\partial z_{11}} w_{23} + \frac{\partial L}{\partial z_{12}} w_{21}",
     r"\frac{\partial L}{\partial z_{11}} w_{12}"),
    (3, 2, (1, 1), 0, "a_{11}", r"\frac{\partial L}{\partial z_{11}} w_{11}", r"\frac{\partial L}{\partial z_{11}} w_{22}"),
    (2, 3, (1, 1), 1, "w_{11}", r"\frac{\partial L}{\partial z_{22}} a_{11}", r"\frac{\partial L}{\partial z_{11}} a_{11}"),
    (5, 3, (2, 1), 0, "a_{31}", r"\frac{\partial L}{\partial z_{11}} w_{31} + \frac{\partial L}{\partial z_{21}} w_{11}",
     r"\frac{\partial L}{\partial z_{11}} w_{31} + \frac{\partial L}{\partial z_{12}} w_{11}"),
])
def test_entries_tell_stride_and_padding(size: int, kernel: int, stride: tuple[int, int], padding: int, by: str, right: str,
                                         wrong: str) -> None:
    lines = [rf"$$z_{{{p}{q}}} = {total}$$" for (p, q), total in written_out(size, kernel, stride, padding).items()]
    found = verdicts("\n\n".join([*lines, SLOPE % (by, right), SLOPE % (by, wrong)]))
    assert found == ["right"] * len(lines) + ["right", "wrong"]


def test_a_slip_in_one_entry_is_found() -> None:
    entries = written_out(4, 3, (2, 2), 1)
    entries[2, 2] = entries[2, 2].replace("w_{33}", "w_{32}")
    lines = [rf"$$z_{{{p}{q}}} = {total}$$" for (p, q), total in entries.items()]
    assert verdicts("\n\n".join([*lines, SLOPE % ("a_{11}", r"\frac{\partial L}{\partial z_{11}} w_{22}")])) == [
        "right", "right", "right", "wrong", "right"]


def test_a_matrix_of_sums_beside_its_names_is_a_convolution() -> None:
    entries = written_out(3, 2, (1, 1), 0)
    sums = r" \\ ".join(" & ".join(entries[p, q] for q in (1, 2)) for p in (1, 2))
    image = r" \\ ".join(" & ".join(f"a_{{{i}{j}}}" for j in (1, 2, 3)) for i in (1, 2, 3))
    page = (rf"$$A = \begin{{bmatrix}} {image} \end{{bmatrix}}$$" "\n\n"
            rf"$$Z = \begin{{bmatrix}} {sums} \end{{bmatrix}} = "
            r"\begin{bmatrix} z_{11} & z_{12} \\ z_{21} & z_{22} \end{bmatrix}$$")
    right = (r"\frac{\partial L}{\partial z_{11}} a_{11} + \frac{\partial L}{\partial z_{12}} a_{12} + "
             r"\frac{\partial L}{\partial z_{21}} a_{21} + \frac{\partial L}{\partial z_{22}} a_{22}")
    found = verdicts("\n\n".join([page, SLOPE % ("w_{11}", right), SLOPE % ("w_{11}", right.replace("a_{12}", "a_{21}"))]))
    assert found[-2:] == ["right", "wrong"]
    assert set(found[:-2]) <= {"right", "given"}


NUMBERS = r"""$$x = \begin{bmatrix} 1 & 2 & 0 \\ 0 & 1 & 3 \\ 2 & 1 & 0 \end{bmatrix}$$

$$k = \begin{bmatrix} 1 & 0 \\ -1 & 2 \end{bmatrix}$$

$$y_{11} = 1 \cdot 1 + 2 \cdot 0 + 0 \cdot (-1) + 1 \cdot 2 = 3$$

$$y_{12} = 2 \cdot 1 + 0 \cdot 0 + 1 \cdot (-1) + 3 \cdot 2 = 7$$

$$y_{21} = 0 \cdot 1 + 1 \cdot 0 + 2 \cdot (-1) + 1 \cdot 2 = 0$$

$$y_{22} = 1 \cdot 1 + 3 \cdot 0 + 1 \cdot (-1) + 0 \cdot 2 = 0$$

$$\frac{\partial L}{\partial y} = \begin{bmatrix} 1 & -1 \\ 0 & 2 \end{bmatrix}$$
"""


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial L}{\partial k_{12}} = 2 \cdot 1 + 0 \cdot (-1) + 1 \cdot 0 + 3 \cdot 2 = 8", "right"),
    (r"\frac{\partial L}{\partial k_{12}} = 0 \cdot 1 + 1 \cdot (-1) + 2 \cdot 0 + 1 \cdot 2 = 1", "wrong"),
    (r"\frac{\partial L}{\partial x_{22}} = 1 \cdot 2 + (-1) \cdot (-1) + 0 \cdot 0 + 2 \cdot 1 = 5", "right"),
    (r"\frac{\partial L}{\partial x_{22}} = 1 \cdot 1 + (-1) \cdot 0 + 0 \cdot 2 + 2 \cdot (-1) = -1", "wrong"),
])
def test_entries_worked_out_of_numbers_tell_the_layer(line: str, verdict: str) -> None:
    found = verdicts(NUMBERS + f"\n$${line}$$")
    assert set(found[2:6]) == {"right"}
    assert verdict in found[-2:]


def test_a_bias_is_added_to_every_entry() -> None:
    lines = [rf"$$z_{{{p}{q}}} = {total} + b$$" for (p, q), total in written_out(3, 2, (1, 1), 0).items()]
    right = " + ".join(rf"\frac{{\partial L}}{{\partial z_{{{p}{q}}}}}" for p in (1, 2) for q in (1, 2))
    found = verdicts("\n\n".join([*lines, SLOPE % ("b", right), SLOPE % ("b", right.partition(" + ")[0]),
                                  r"$$\frac{\partial z_{12}}{\partial w_{11}} = a_{12}$$"]))
    assert found == ["right"] * 4 + ["right", "wrong", "right"]


def test_matrices_of_names_with_a_star_between_them_are_a_convolution() -> None:
    def named(letter: str, size: int) -> str:
        rows = r" \\ ".join(" & ".join(f"{letter}_{{{i}{j}}}" for j in range(1, size + 1)) for i in range(1, size + 1))
        return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"
    page = f"$${named('x', 3)} * {named('w', 2)} = {named('y', 2)}$$"
    assert verdicts(page + "\n\n" + r"$$\frac{\partial y_{12}}{\partial w_{11}} = x_{12}$$")[-1] == "right"
    assert verdicts(page + "\n\n" + r"$$\frac{\partial y_{12}}{\partial w_{11}} = x_{21}$$")[-1] == "wrong"
