"""The version of symcnn."""

__version__ = "0.1.0"
