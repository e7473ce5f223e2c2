"""Layers: one forward equation each, and nothing of gradients, printing or arrays of numbers."""

from symcnn.draft.layer import Layer as Layer
from symcnn.layers.activation import Activation as Activation
from symcnn.layers.activation import Relu as Relu
from symcnn.layers.activation import Sigmoid as Sigmoid
from symcnn.layers.activation import Tanh as Tanh
from symcnn.layers.avg_pool import AvgPool as AvgPool
from symcnn.layers.conv import Conv as Conv
from symcnn.layers.dense import Dense as Dense
from symcnn.layers.dilate import Dilate as Dilate
from symcnn.layers.dropout import Dropout as Dropout
from symcnn.layers.flatten import Flatten as Flatten
from symcnn.layers.input import Define as Define
from symcnn.layers.input import Input as Input
from symcnn.layers.max_pool import MaxPool as MaxPool
from symcnn.layers.pad import Pad as Pad
from symcnn.layers.reshape import Reshape as Reshape
from symcnn.layers.softmax import LogSoftmax as LogSoftmax
from symcnn.layers.softmax import Softmax as Softmax
from symcnn.layers.sum_pool import SumPool as SumPool
