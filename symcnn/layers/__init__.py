"""Layers: one forward equation each, and nothing of gradients, printing or arrays of numbers."""

from symcnn.draft.layer import Layer as Layer
