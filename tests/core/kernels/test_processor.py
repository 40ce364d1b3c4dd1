"""The width of vectors and the size of the first cache, found without the compiler."""

import llvmlite.binding as llvm
import pytest

from core.kernels.runtime import processor
from core.kernels.runtime.processor import first_cache, host_features, vector_lanes


@pytest.fixture(autouse=True)
def forgetful():
    for found in (vector_lanes, first_cache):
        found.cache_clear()
    yield
    for found in (vector_lanes, first_cache):
        found.cache_clear()


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


@pytest.mark.parametrize(("text", "expected"), [("48K\n", 49152), ("65536", 65536), ("many", 32768), (None, 32768)])
def test_the_first_cache_is_what_the_system_says_or_32_kb(text, expected, monkeypatch, tmp_path):
    place = tmp_path / "size"
    if text is not None:
        place.write_text(text, encoding="ascii")
    monkeypatch.setattr(processor, "FIRST_CACHE", place)
    assert first_cache() == expected
