"""The layers there are, one line each."""

from symcnn.draft.layer import Layer
from symcnn.layers.activation import Activation
from symcnn.layers.avg_pool import AvgPool
from symcnn.layers.conv import Conv
from symcnn.layers.dense import Dense
from symcnn.layers.max_pool import MaxPool
from symcnn.layers.sum_pool import SumPool

LAYERS: tuple[type[Layer], ...] = (
    Activation,
    AvgPool,
    Conv,
    Dense,
    MaxPool,
    SumPool,
)
