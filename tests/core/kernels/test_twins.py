"""Every twin takes the arguments of its kernel. That every kernel has one is a rule of the house."""

import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import core.kernels
from core.kernels.runtime.kernel import Kernel


def kernels():
    """Every kernel of the package, by module."""
    found = []
    for info in pkgutil.iter_modules(core.kernels.__path__):
        file = Path(info.module_finder.path) / f"{info.name}.py"
        if info.ispkg or "@kernel" not in file.read_text(encoding="utf-8"):
            continue
        module = importlib.import_module(f"core.kernels.{info.name}")
        found += [pytest.param(info.name, value, id=value.key) for value in vars(module).values()
                  if isinstance(value, Kernel) and value.function.__module__ == module.__name__]
    return found


@pytest.mark.parametrize(("module", "kernel"), kernels())
def test_twin_takes_the_same_arguments(module, kernel):
    twin = getattr(importlib.import_module(f"tests.naive.{module}"), kernel.name)
    signature = inspect.signature(twin).parameters.values()
    names = [p.name for p in signature if p.kind is not p.VAR_POSITIONAL]
    assert names == [p.name for p in kernel.parameters][:len(names)]
    assert len(names) == len(kernel.parameters) or len(names) < len(signature)
