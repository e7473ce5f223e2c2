"""The layers there are, one line each."""

from symcnn.draft.layer import Layer
from symcnn.layers.activation import Activation
from symcnn.layers.avg_pool import AvgPool
from symcnn.layers.conv import Conv
from symcnn.layers.dense import Dense
from symcnn.layers.dilate import Dilate
from symcnn.layers.dropout import Dropout
from symcnn.layers.flatten import Flatten
from symcnn.layers.greatest import Max, Min
from symcnn.layers.im2col import Im2col
from symcnn.layers.max_pool import MaxPool
from symcnn.layers.pad import Pad
from symcnn.layers.reduce import GlobalAvgPool, Mean, Sum
from symcnn.layers.reshape import Reshape
from symcnn.layers.rot180 import Rot180
from symcnn.layers.softmax import LogSoftmax, Softmax
from symcnn.layers.sum_pool import SumPool
from symcnn.layers.transpose import Transpose

LAYERS: tuple[type[Layer], ...] = (
    Activation,
    AvgPool,
    Conv,
    Dense,
    Dilate,
    Dropout,
    Flatten,
    GlobalAvgPool,
    Im2col,
    LogSoftmax,
    Max,
    MaxPool,
    Mean,
    Min,
    Pad,
    Reshape,
    Rot180,
    Softmax,
    Sum,
    SumPool,
    Transpose,
)
