"""Pages: blocks of words and formulas, built once, and a file for every format that renders them."""
