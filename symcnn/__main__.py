"""``python -m symcnn``: the same as the command ``symcnn``."""

from symcnn.cli import main

main()
