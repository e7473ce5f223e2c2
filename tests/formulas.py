"""Formulas as text, compared up to white space."""


def squeezed(text):
    return "".join(text.split())


def assert_reads(shown, wanted):
    assert squeezed(shown) == squeezed(wanted), f"{shown} is not {wanted}"
