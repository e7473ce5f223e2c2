"""The fixed lists that omitted letters are taken from."""

POSITIONS = {1: ("i",), 2: ("i", "j"), 3: ("h", "i", "j")}
OFFSETS = {1: ("m",), 2: ("m", "n"), 3: ("l", "m", "n")}
INPUT_CHANNEL = "c"
OUTPUT_CHANNEL = "o"
VECTOR = "n"
OUTPUT = "m"

# what stands in for a letter that names a tensor or is taken
INSTEAD = {
    "c": ("c", "d", "q", "g", "e"), "o": ("o", "d", "f", "q", "g"), "i": ("i", "r", "u", "p", "a"),
    "j": ("j", "s", "v", "q", "b"), "h": ("h", "q", "t", "a"), "m": ("m", "p", "u", "k", "r"),
    "n": ("n", "q", "v", "l", "s"), "l": ("l", "k", "t", "g"),
}
ANY = ("i", "j", "k", "l", "m", "n", "p", "q", "r", "s", "t", "u", "v", "a", "b", "c", "d", "e", "f", "g", "h")

IMAGE_SIZES = {
    1: (("N",), ("L",), ("T",), ("M",)),
    2: (("H", "W"), ("M", "N"), ("R", "S"), ("P", "Q")),
    3: (("D", "H", "W"), ("L", "M", "N"), ("P", "Q", "R")),
}
KERNEL_SIZES = {
    1: (("K",), ("F",), ("R",), ("S",)),
    2: (("K_h", "K_w"), ("F_h", "F_w"), ("R_h", "R_w")),
    3: (("K_d", "K_h", "K_w"), ("F_d", "F_h", "F_w"), ("R_d", "R_h", "R_w")),
}
INPUT_CHANNEL_SIZES = (("C",), ("D",), ("Q",), ("C_i",))
OUTPUT_CHANNEL_SIZES = (("O",), ("F",), ("G",), ("C_o",))
VECTOR_SIZES = (("N",), ("L",), ("D",), ("Q",))
OUTPUT_SIZES = (("M",), ("O",), ("P",), ("R",))
HALVES = ("h", "q", "r", "u", "v")

# one letter for every axis, where the author speaks of it without having given it to a tensor
SQUARE_IMAGE = ("N", "n", "I")
SQUARE_KERNEL = ("K", "k", "F", "f")
