"""From a network as one writes it, in text or as layers, to a system."""

from symcnn.assembly.assembled import Assembled as Assembled
from symcnn.assembly.objects import assemble_layers as assemble_layers
from symcnn.assembly.text import assemble as assemble
