"""The scripts in ``benchmarks``, loaded by their places: they are no part of the package."""

import importlib.util
import sys
from pathlib import Path


def benchmark(name):
    """One of them as a module."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / "benchmarks" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    # its dataclasses look their module up by name
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
