"""The public names and where each lives; loaded when first asked for, so that ``symcnn --help`` does not pay for SymPy."""

from __future__ import annotations

from importlib import import_module

PLACES = {
    "network": ("Network",),
    "loading": ("load", "examples"),
    "derivation": ("Derivation", "Step"),
    "formula": ("Formula",),
    "system": ("System",),
    "equation": ("Axis", "Equation", "Tensor"),
    "layers": ("Activation", "AvgPool", "Conv", "Define", "Dense", "Dilate", "Dropout", "Flatten", "Input", "Layer",
               "LogSoftmax", "MaxPool", "Pad", "Relu", "Reshape", "Sigmoid", "Softmax", "SumPool", "Tanh"),
    "losses": ("AbsoluteError", "Bce", "BceLogits", "CrossEntropy", "CrossEntropyLogits", "MeanAbsoluteError",
               "MeanSquaredError", "SquaredError"),
    "drawing.drawing": ("Drawing",),
    "checking.backward.check": ("check_backward",),
    "checking.report.report": ("Report",),
    "sheets": ("check",),
    "jupyter": ("load_ipython_extension",),
    "errors": ("SymcnnError",),
    "version": ("__version__",),
}
WHERE = {name: place for place, names in PLACES.items() for name in names}
__all__ = sorted(WHERE)


def __getattr__(name: str) -> object:
    if name not in WHERE:
        raise AttributeError(f"module 'symcnn' has no attribute {name!r}")
    return getattr(import_module(f"symcnn.{WHERE[name]}"), name)


def __dir__() -> list[str]:
    return __all__
