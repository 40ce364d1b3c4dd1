"""The width of vectors, found without the compiler."""

import llvmlite.binding as llvm
import pytest

from core.kernels.runtime import processor
from core.kernels.runtime.processor import host_features, vector_lanes


@pytest.fixture(autouse=True)
def forgetful():
    vector_lanes.cache_clear()
    yield
    vector_lanes.cache_clear()


def test_numpy_and_llvm_see_the_same_processor(monkeypatch):
    features = {name for name, present in llvm.get_host_cpu_features().items() if present}
    assert {"avx2", "fma", "avx512f"} & host_features() == {"avx2", "fma", "avx512f"} & features


@pytest.mark.parametrize(("features", "lanes"), [
    ("+sse2,+avx,+avx2,+fma,+avx512f", 16), ("+sse2,+avx2,+fma,-avx512f", 8), ("+avx2,-fma", 4), ("+sse2", 4), ("", 4)])
def test_the_compilers_restriction_holds(features, lanes, monkeypatch):
    monkeypatch.setenv("NUMBA_CPU_FEATURES", features)
    assert vector_lanes() == lanes


def test_without_the_names_of_numpy_llvm_is_asked(monkeypatch):
    from numpy._core import _multiarray_umath
    known = host_features()
    monkeypatch.delattr(_multiarray_umath, "__cpu_features__")
    assert {"avx2", "fma", "avx512f"} & processor.host_features() == {"avx2", "fma", "avx512f"} & known
