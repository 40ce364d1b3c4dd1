"""Makes the double-click program: one folder, and the same as tar.xz. `make bundle` runs this in .venv-bundle.

PyInstaller collects, then what nothing uses goes, symbols are stripped, and the kernels of all starters are compiled
for a baseline and for AVX2, by the new program itself. At the end it lists what is largest and refuses to be too large.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
LINUX = ROOT / "resources" / "packaging" / "linux"
MOST_MB, MOST_PACKED_MB = 360, 110
PLUGINS = {"platforms": ("xcb", "offscreen", "wayland"), "imageformats": (), "iconengines": (), "xcbglintegrations": (),
           "wayland-shell-integration": (), "wayland-decoration-client": (), "wayland-graphics-integration-client": (),
           "platforminputcontexts": ("compose", "ibus")}
"""Folders of Qt's plugins that stay, and which of them: all where none is named."""
NEEDED = re.compile(r"NEEDED\s+(\S+)")


def main() -> int:
    """Make the bundle; 0, or 1 where it is too large."""
    folder = BUILD / "dist" / "layerlab"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath",
                    BUILD / "dist", "--workpath", BUILD / "work", ROOT / "resources/packaging/layerlab.spec"],
                   cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
    prune(folder)
    strip(folder)
    compile_kernels(folder)
    for path in (*sorted(LINUX.iterdir()), ROOT / "LICENSE"):
        shutil.copy2(path, folder)
    shutil.copy2(ROOT / "resources/layerlab.svg", folder)
    size, packed = megabytes(folder), pack(folder)
    for path in largest(folder, 10):
        print(f"{path.stat().st_size / 2**20:8.1f} MB  {path.relative_to(folder)}")
    print(f"{size:8.1f} MB  {folder}\n{packed:8.1f} MB  {folder}.tar.xz")
    if size > MOST_MB or packed > MOST_PACKED_MB:
        print(f"That is more than {MOST_MB} MB, or {MOST_PACKED_MB} MB packed.", file=sys.stderr)
        return 1
    return 0


def prune(folder: Path) -> None:
    """Take out what nothing uses: plugins and translations of Qt, and then the libraries that only those needed."""
    qt = folder / "_internal/PySide6/Qt"
    for path in (qt / "plugins").iterdir():
        if path.name not in PLUGINS:
            shutil.rmtree(path)
        elif PLUGINS[path.name]:
            for plugin in path.iterdir():
                if not any(word in plugin.name for word in PLUGINS[path.name]):
                    plugin.unlink()
    for path in (qt / "translations").glob("*.qm"):
        if not path.name.startswith("qtbase_"):
            path.unlink()
    while gone := unused(folder):
        for path in gone:
            path.unlink()


def unused(folder: Path) -> list[Path]:
    """Shared libraries that no other file in the folder asks for. Modules and plugins are asked for by name."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and is_elf(path)]
    asked = set()
    for path in files:
        told = subprocess.run(["objdump", "-p", path], capture_output=True, text=True, check=True).stdout
        asked |= set(NEEDED.findall(told))
    loose = [path for place in ("_internal", "_internal/PySide6/Qt/lib") for path in (folder / place).glob("lib*.so*")]
    return [path for path in loose if path.name not in asked and "libpython" not in path.name]


def is_elf(path: Path) -> bool:
    """Whether a file is a program or a library of Linux."""
    with open(path, "rb") as file:
        return file.read(4) == b"\x7fELF"


def strip(folder: Path) -> None:
    """Take symbols out that only a debugger reads. Libraries whose parts were moved when their wheel was made do not
    bear it, so those with a digest in their names stay as they are."""
    for path in folder.rglob("*.so*"):
        if path.is_file() and not path.is_symlink() and is_elf(path) and ".libs" not in str(path):
            subprocess.run(["strip", "--strip-unneeded", path], check=False, stderr=subprocess.DEVNULL)


def compile_kernels(folder: Path) -> None:
    """Compile the kernels of all starters for each level, into the folder."""
    sys.path.insert(0, str(ROOT))
    from core.kernels.runtime.processor import LEVELS
    for name, features in LEVELS.values():
        subprocess.run([folder / "layerlab", "warm", "--quiet", "--starters"], check=True, env=os.environ | {
            "NUMBA_CPU_NAME": name, "NUMBA_CPU_FEATURES": features, "NUMBA_CACHE_DIR": str(folder / "kernels")})


def pack(folder: Path) -> float:
    """The folder as tar.xz; its size in MB."""
    target = folder.with_name("layerlab.tar.xz")
    subprocess.run(["tar", "-C", folder.parent, "--owner=0", "--group=0", "-I", "xz -7 -T2", "-cf", target,
                    folder.name], check=True)
    return target.stat().st_size / 2**20


def megabytes(folder: Path) -> float:
    """What a folder takes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 2**20


def largest(folder: Path, count: int) -> list[Path]:
    """The largest files."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sorted(files, key=lambda path: -path.stat().st_size)[:count]


if __name__ == "__main__":
    sys.exit(main())
