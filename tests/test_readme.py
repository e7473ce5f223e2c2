"""The README's blocks of Python run as they stand, and print what they say they print."""

import re
from pathlib import Path

import pytest

from symcnn.cli import main

README = Path(__file__).parent.parent / "README.md"


def blocks():
    return re.findall(r"^```python\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def test_the_first_block_stands_early():
    lines = README.read_text(encoding="utf-8").splitlines()
    end = lines.index("```", lines.index("```python"))
    assert end <= 15


def test_blocks_run_and_print_what_they_say(capsys):
    names = {}
    found = blocks()
    assert len(found) == 2
    for block in found:
        exec(compile(block, "README.md", "exec"), names)  # noqa: S102 (our own file)
    printed = capsys.readouterr().out.splitlines()
    promised = re.findall(r"^print\(.*?\) +# (.*)$", "\n".join(found), re.MULTILINE)
    assert len(printed) == len(promised) == 2
    for line, wanted in zip(printed, promised, strict=True):
        pattern = re.sub(r"(\\\.){3}", r"\\d+", re.escape(wanted))
        pattern = re.sub(r"off\\ by\\ .*", r"off by \\S+", pattern)
        assert re.fullmatch(pattern, line), f"{line} is not {wanted}"


def test_what_the_check_says_stands_there(capsys):
    """Each line that is shown, up to its dots, is one of those printed."""
    text = README.read_text(encoding="utf-8")
    command, shown = re.search(r"^    \$ symcnn (check \S+)\n((?: {4}.*\n)+)", text, re.MULTILINE).groups()
    with pytest.raises(SystemExit):
        main(command.split())
    printed = [line.strip() for line in capsys.readouterr().out.splitlines()]
    wanted = [line.strip().removesuffix("...").strip() for line in shown.splitlines()]
    assert len(wanted) >= 5
    for line in filter(None, wanted):
        assert any(found.startswith(line) for found in printed), line


@pytest.mark.parametrize("command", ["pip install . && symcnn demo", "pip install '.[test]' && python -m pytest"])
def test_the_commands_stand_there(command):
    assert command in README.read_text(encoding="utf-8")
