"""AlexNet's five best guesses at an image: ``python -m symcnn.training.alexnet [--weights FILE] [--image FILE.npy]``.

Without files the weights and the image are drawn at random. Images are arrays of 3×224×224, normalised as the weights
want them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from symcnn.errors import NameUnknown, SymcnnError, ValueProblem, quoted
from symcnn.loading import load
from symcnn.network import Network
from symcnn.training.weights import load_parameters, random_parameters, shape_of

EXAMPLE = "example:alexnet"
BEST = 5


def load_image(path: str | Path, shape: tuple[int, ...]) -> np.ndarray:
    """An image in an ``.npy``; raises ``NameUnknown`` where there is none, ``ValueProblem`` for one of another shape."""
    if not Path(path).is_file():
        raise NameUnknown(f"there is no file {quoted(str(path))}: give an .npy of shape {shape}")
    try:
        image = np.load(path, allow_pickle=False)
    except (OSError, ValueError) as problem:
        raise SymcnnError(f"{quoted(str(path))} cannot be read as .npy: write it with np.save") from problem
    if not isinstance(image, np.ndarray) or image.shape != shape:
        raise ValueProblem(f"{quoted(str(path))} holds the shape {np.shape(image)}: give one of shape {shape}")
    return image


def guesses(net: Network, parameters: Mapping[str, Any], image: Any, best: int = BEST) -> list[tuple[int, float]]:
    """The classes with the greatest scores ``z``, counted from 0, and their probabilities, greatest first."""
    program = net.compile(wrt=[], outputs=["z"], dtype="float32")
    some_class = {k: np.zeros(shape_of(net, k)) for k in program.inputs if k not in (*net.parameters, "x")}
    scores = program({**parameters, "x": image, **some_class})["z"].astype(float)
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    return [(int(n), float(shares[n])) for n in np.argsort(-shares, kind="stable")[:best]]


def table(found: list[tuple[int, float]]) -> str:
    """The guesses as a table."""
    rows = [f"{place:>4}  {number:>5}  {share:>11.4%}" for place, (number, share) in enumerate(found, start=1)]
    return "\n".join([f"{'rank':>4}  {'class':>5}  {'probability':>11}", *rows])


def main(arguments: list[str] | None = None) -> None:
    """Print the table; exits with 2 where a file cannot be used."""
    parser = argparse.ArgumentParser(description="AlexNet's five best guesses at an image.")
    parser.add_argument("--weights", metavar="FILE", help="an .npz or a checkpoint (.pt, .pth); random if none")
    parser.add_argument("--image", metavar="FILE.npy", help="an array of 3x224x224; random if none")
    options = parser.parse_args(arguments)
    random = np.random.default_rng(0)
    try:
        net = load(EXAMPLE)
        image = random.standard_normal(shape_of(net, "x")) if options.image is None \
            else load_image(options.image, shape_of(net, "x"))
        parameters = random_parameters(net, random) if options.weights is None else load_parameters(net, options.weights)
        print(table(guesses(net, parameters, image)))
    except SymcnnError as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
