"""Helpers go into kernels by a pass of our own: what comes of it is what Numba's own pass makes of them."""

import re

import pytest

from core.engine.kernel_warmup import all_kernels
from core.kernels.runtime import compiler

DRAWN = ["batch.next_order", "few_rows.few_bias_gradient", "update.adam", "pool.max_pool", "conv.convolve",
         "lstm.lstm_backward"]
"""Kernels with several helpers, helpers of helpers, early returns and answers of several values."""


def instructions(kernel, slow: bool) -> list[str]:
    """The machine code of a kernel's entry, without the names of what it refers to."""
    from numba import cfunc
    from numba.core import compiler as numba_compiler

    from core.kernels.runtime import entry_code
    pipeline = numba_compiler.Compiler if slow else entry_code.Compiler
    made = cfunc(entry_code.SIGNATURE, nopython=True, fastmath=entry_code.FLAGS, error_model="numpy",
                 pipeline_class=pipeline)(entry_code.entry_function(kernel))
    lines = (line.split("#")[0].rstrip() for line in made._library.get_asm_str().splitlines())
    return [re.sub(r"[\w.$]*(_ZN|\.L|numba)[\w.$]*", "NAME", line) for line in lines if re.match(r"\t[^.]", line)]


@pytest.mark.skipif(compiler.interpreted(), reason="nothing is compiled")
@pytest.mark.few(1)
@pytest.mark.parametrize("key", DRAWN)
def test_the_machine_code_is_that_of_numbas_own_pass(key):
    kernel = all_kernels()[key]
    compiler.prepare()
    quick = instructions(kernel, slow=False)
    assert len(quick) > 20
    assert quick == instructions(kernel, slow=True)
