"""LeNet-5 learns scikit-learn's handwritten digits, enlarged to 32 by 32: ``python -m symcnn.training.digits``.

Needs the extra ``train``: ``pip install '.[train]'``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from symcnn.errors import SymcnnError
from symcnn.network import Network
from symcnn.training.weights import random_parameters

try:
    from sklearn.datasets import load_digits
    from tqdm import tqdm
except ImportError:
    load_digits = tqdm = None

LENET5 = """
batch n
x: 1×32×32
W_1: 6×1×5×5
b_1: 6
W_2: 16×6×5×5
b_2: 16
W_3: 120×400
b_3: 120
W_4: 84×120
b_4: 84
W_5: 10×84
b_5: 10
assume t one-hot
S_1 = avg_pool(tanh(conv(x, W_1) + b_1), 2)
S_2 = avg_pool(tanh(conv(S_1, W_2) + b_2), 2)
h_3 = tanh(W_3 flatten(S_2) + b_3)
h_4 = tanh(W_4 h_3 + b_4)
z = W_5 h_4 + b_5
E = cross_entropy_logits(z, t)
"""
Arrays = Mapping[str, Any]


@dataclass(frozen=True)
class Digits:
    """Images of 1×32×32 between -1 and 1, and their classes as one-hot rows; the last fifth is kept for the test."""

    images: np.ndarray
    targets: np.ndarray

    @property
    def cut(self) -> int:
        """How many are for training."""
        return len(self.images) * 4 // 5

    def batches(self, size: int, random: np.random.Generator) -> Iterator[Arrays]:
        """The training images once, in random order, in batches of one size."""
        order = random.permutation(self.cut)
        for start in range(0, self.cut - size + 1, size):
            chosen = order[start:start + size]
            yield {"x": self.images[chosen], "t": self.targets[chosen]}


def digits() -> Digits:
    """The 1,797 digits of scikit-learn in a fixed random order, each of 8 by 8 pixels made 4 by 4 of its own.

    Raises ``SymcnnError`` where the extra is not installed.
    """
    if load_digits is None:
        raise SymcnnError("the digits need scikit-learn and tqdm: pip install 'symcnn[train]'")
    data = load_digits()
    order = np.random.default_rng(0).permutation(len(data.target))
    small = data.images[order] / 8 - 1
    images = np.kron(small, np.ones((4, 4))).astype(np.float32)[:, None]
    return Digits(images, np.eye(10, dtype=np.float32)[data.target[order]])


def accuracy(net: Network, parameters: Arrays, data: Digits) -> float:
    """The share of test images whose largest score is that of their class."""
    program = net.compile(wrt=[], outputs=["z"], dtype="float32")
    scores = program({**parameters, "x": data.images[data.cut:], "t": data.targets[data.cut:]})["z"]
    return float(np.mean(scores.argmax(axis=1) == data.targets[data.cut:].argmax(axis=1)))


def train(data: Digits, epochs: int = 6, batch: int = 32, rate: float = 0.1, momentum: float = 0.9) -> tuple[Network, Arrays]:
    """LeNet-5 and its parameters after so many passes over the training images, with a bar of progress.

    Stochastic gradient descent on the mean over a batch, with momentum; the pace falls to 0.
    """
    net, random = Network(LENET5), np.random.default_rng(1)
    program = net.compile(dtype="float32", fresh=False)
    parameters = random_parameters(net, random)
    speeds = {key: np.zeros_like(value) for key, value in parameters.items()}
    with tqdm(total=epochs * (data.cut // batch), unit="batch", disable=None) as bar:
        for epoch in range(epochs):
            pace = rate / batch * (1 - epoch / epochs)
            for images in data.batches(batch, random):
                loss, gradients = program.value_and_grad({**parameters, **images})
                for key, gradient in gradients.items():
                    speeds[key] = momentum * speeds[key] - pace * gradient
                    parameters[key] = parameters[key] + speeds[key]
                bar.update()
                bar.set_postfix(epoch=epoch + 1, loss=f"{loss / batch:.3f}")
    return net, parameters


def main() -> None:
    """Train, and say how many test digits are told rightly."""
    parser = argparse.ArgumentParser(description="LeNet-5 on handwritten digits.")
    parser.add_argument("--epochs", type=int, default=6)
    options = parser.parse_args()
    start = time.perf_counter()
    data = digits()
    net, parameters = train(data, options.epochs)
    share = accuracy(net, parameters, data)
    print(f"{share:.1%} of {len(data.images) - data.cut} test digits are told rightly, "
          f"after {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
