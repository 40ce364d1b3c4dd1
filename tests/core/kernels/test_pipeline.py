"""Kernels are compiled by a quicker way than Numba's own: what comes of it is the same machine code."""

import re

import pytest

from core.engine.kernel_warmup import all_kernels
from core.kernels.runtime import compiler

DRAWN = ["batch.next_order", "few_rows.few_bias_gradient", "update.adam", "pool.max_pool", "norm.normalize",
         "norm.normalize_gradient", "lstm.lstm_backward"]
"""Kernels with several helpers, helpers of helpers, early returns and answers of several values."""


def instructions(kernel, options) -> list[str]:
    """The machine code of a kernel, without its entry for C and the names of what it refers to."""
    from numba import cfunc

    from core.kernels.runtime import entry_code
    made = cfunc(entry_code.SIGNATURE, nopython=True, fastmath=entry_code.FLAGS, error_model="numpy",
                 **options)(entry_code.entry_function(kernel))
    found, inside = [], False
    for line in made._library.get_asm_str().splitlines():
        if re.match(r"[^\s.#][^:]*:", line):  # where a function begins
            inside = line.startswith("_ZN4core")
        elif inside and re.match(r"\t[^.]", line):
            found.append(re.sub(r"[\w.$]*(_ZN|\.L|numba)[\w.$]*", "NAME", line.split("#")[0].rstrip()))
    return found


@pytest.mark.skipif(compiler.interpreted(), reason="nothing is compiled")
@pytest.mark.few(1)
@pytest.mark.parametrize("key", DRAWN)
def test_the_machine_code_is_that_of_numbas_own_way(key):
    kernel = all_kernels()[key]
    compiler.prepare()
    from core.kernels.runtime.pipeline_code import OPTIONS
    quick = instructions(kernel, OPTIONS)
    assert len(quick) > 20
    assert quick == instructions(kernel, {})
