"""How much of core the quick tests reach: python -m tests.coverage_run, as `make check` does.

Kernels run as plain Python here (NUMBA_DISABLE_JIT), so that their lines count as well; that is slow, and therefore
only the tests that are quick without the compiler are run. The numbers are printed, and nothing hangs on them.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
QUICK = ("tests/core/text/test_formula.py", "tests/core/project/test_edits.py",
         "tests/core/project/test_fixes.py", "tests/core/project/test_fragments.py",
         "tests/core/ops/test_weight_sheet.py")
LEAST_SHOWN = 90
"""Files that are covered to so many per cent are not listed."""


def main(arguments: list[str]) -> int:
    """Run the quick tests under coverage and print the files with the least. 0, unless nothing could be measured: that
    the tests pass is for `make test` to say."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "COVERAGE_FILE": str(Path(folder) / "coverage")}
        there = [path for path in QUICK if (CHECKOUT / path).exists()]
        coverage = [sys.executable, "-m", "coverage"]
        subprocess.run([*coverage, "run", "-m", "pytest", "-q", *(arguments or there)], cwd=CHECKOUT,
                       env=environment, check=False)
        told = subprocess.run([*coverage, "report", "--precision=0"], cwd=CHECKOUT, env=environment, text=True,
                              stdout=subprocess.PIPE, check=False).stdout.splitlines()
    for line in told:
        share = line.split()[-1] if line.split() else ""
        if not share.endswith("%") or line.startswith("TOTAL") or 0 < int(share[:-1]) < LEAST_SHOWN:
            print(line)
    return 0 if told else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
