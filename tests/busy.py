"""The suite on a busy machine: python -m tests.busy [arguments of pytest], as `make test-busy` does.

Four processes compute beside it all the time. Tests wait for events; none may fail because others were faster.
"""

import subprocess
import sys

PROCESSES = 4
BUSY = "while True: sum(range(100_000))"


def main(arguments: list[str]) -> int:
    """Run pytest beside the busy processes; its exit status."""
    others = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(PROCESSES)]
    try:
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode
    finally:
        for process in others:
            process.kill()
        for process in others:
            process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
