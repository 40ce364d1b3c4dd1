"""Which small changes of a file does no test see? python -m tests.mutations FILE [TESTS …], as `make mutate` does.

Cosmic Ray changes the file in a copy of the checkout, one place at a time (a + becomes a −, a < a <=, True False), and
runs the tests that are named, or those that mirror the file's room. What survives is printed as a difference.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
SECONDS = 300.0
"""After so long a change counts as seen: it has made a test hang."""


def tests_of(file: str) -> list[str]:
    """The tests that mirror a file: those of its room."""
    room = Path("tests") / Path(file).parent
    while not (CHECKOUT / room).is_dir():
        room = room.parent
    return [room.as_posix()]


def copy_checkout(folder: Path) -> None:
    """Everything that is committed or changed, without environments and caches."""
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=CHECKOUT, check=True,
                            capture_output=True, text=True).stdout.splitlines()
    for name in listed:
        if (CHECKOUT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, folder / name)


def main(arguments: list[str]) -> int:
    """0 where every change was seen, 1 where some survive, 2 where there is nothing to change."""
    if not arguments or not (CHECKOUT / arguments[0]).is_file():
        print("Say which file: make mutate FILE=core/stopping/base.py TESTS=tests/core/stopping", file=sys.stderr)
        return 2
    file, tests = arguments[0], arguments[1:] or tests_of(arguments[0])
    cosmic_ray = str(Path(sys.executable).parent / "cosmic-ray")
    with tempfile.TemporaryDirectory(prefix="layerlab-") as made:
        folder = Path(made)
        copy_checkout(folder)
        command = f"{sys.executable} -m pytest -x -q -p no:cacheprovider {' '.join(tests)}"
        (folder / "mutate.toml").write_text(f"""[cosmic-ray]
module-path = {file!r}
timeout = {SECONDS}
excluded-modules = []
test-command = {command!r}
[cosmic-ray.distributor]
name = "local"
""", encoding="utf-8")

        def run(*words: str, **more) -> subprocess.CompletedProcess:
            environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
            return subprocess.run(words, cwd=folder, check=False, env=environment, **more)
        if run(*command.split()).returncode:
            print("The tests fail before anything is changed.", file=sys.stderr)
            return 2
        for step in (("init", "mutate.toml", "found.sqlite"), ("exec", "mutate.toml", "found.sqlite")):
            if run(cosmic_ray, *step).returncode:
                return 2
        report = str(Path(sys.executable).parent / "cr-report")
        told = run(report, "--surviving-only", "--show-diff", "found.sqlite", capture_output=True, text=True).stdout
    print(told)
    return int("surviving mutants: 0 " not in told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
