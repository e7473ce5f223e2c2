"""Networks from files, from the examples that ship with the package, or from text given in place."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from symcnn.errors import NameUnknown, SymcnnError, quoted
from symcnn.network import Network
from symcnn.reading.markdown import network_text

PREFIX = "example:"
# a folder of data and no package: as one it would hide the function examples
EXAMPLES = "examples"
LARGEST = 1_000_000
# a notebook holds the pictures of its outputs; of what was written in its cells as much is read as of another file
LARGEST_NOTEBOOK = 50_000_000


def examples() -> tuple[str, ...]:
    """The names of the bundled networks."""
    folder = files("symcnn") / EXAMPLES
    return tuple(sorted(f.name.removesuffix(".md") for f in folder.iterdir() if f.name.endswith(".md")))


def load(path: str | Path, *, origin: int | None = None) -> Network:
    """The network in a file, or ``"example:NAME"``.

    In Markdown it stands in the fenced blocks that open with three back-ticks and ``symcnn``; any other file is read
    whole. Raises ``NameUnknown`` where there is no such file or example, and what `Network` raises.

    >>> import symcnn as sc
    >>> sc.load("example:mini_cnn").shape("y")
    (3, 3, 3)
    """
    return Network(network_source(str(path)), origin=origin)


def network_source(path: str) -> str:
    """The text of the network in a file or example."""
    text = file_text(path)
    if not path.startswith(PREFIX) and Path(path).suffix.lower() not in (".md", ".markdown"):
        return text
    found = network_text(text)
    if not found.strip():
        raise SymcnnError(f"{quoted(path)} holds no network: put its equations in a fenced block opened with ```symcnn")
    return found


def file_text(path: str) -> str:
    """The text of a file or example; raises ``NameUnknown`` or ``SymcnnError`` where it cannot be read.

    Of a notebook the cells are counted where they are read.
    """
    if path.startswith(PREFIX):
        name = path.removeprefix(PREFIX)
        if name not in examples():
            raise NameUnknown(f"no example is called {quoted(name)}: there are {', '.join(examples())}")
        return (files("symcnn") / EXAMPLES / f"{name}.md").read_text(encoding="utf-8")
    file = Path(path)
    if not is_file(path):
        raise NameUnknown(f"there is no file {quoted(path)}: give a path, example:NAME or equations")
    largest = LARGEST_NOTEBOOK if file.suffix.lower() == ".ipynb" else LARGEST
    if file.stat().st_size > largest:
        raise SymcnnError(f"{quoted(path)} is larger than {largest} bytes: a network is shorter")
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise SymcnnError(f"{quoted(path)} is no UTF-8 text: save it as such") from problem


def is_file(path: str) -> bool:
    """Whether there is such a file; a text that cannot name one is none."""
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False
