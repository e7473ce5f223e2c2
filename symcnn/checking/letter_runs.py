"""Letters side by side: ``qz`` is q times z where both are known and the whole is not."""

from symcnn.reading.tree import Name, Operation, Tree

LONGEST = 4


def is_run(name: str) -> bool:
    """Whether a name may be letters side by side."""
    return 1 < len(name) <= LONGEST and name.isascii() and name.isalpha() and len({c.islower() for c in name}) == 1


def product_of(name: str) -> Tree:
    """The product of single letters."""
    found: Tree = Name(name[0])
    for letter in name[1:]:
        found = Operation("juxtapose", found, Name(letter))
    return found
