"""What the recipes of all systems share: which modules, data and metadata go into the program."""

from pathlib import Path

from PyInstaller.utils.hooks import collect_submodules, copy_metadata

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = [
    "tkinter", "unittest", "doctest", "pdb", "IPython", "scipy", "pandas", "matplotlib", "PIL", "setuptools",
    "pip", "numba.cuda", "numba.tests", "numba.roc", "numpy.tests", "numpy.f2py", "pytest", "hypothesis",
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtDesigner", "PySide6.QtTest", "PySide6.QtSql", "PySide6.QtXml",
    "PySide6.QtHelp", "PySide6.QtNetwork"]
"""What the program never imports, and what stands in the way of 360 MB."""
PACKAGES = ("numba", "llvmlite", "numpy", "PySide6_Essentials", "pyqtgraph", "msgspec", "platformdirs", "rich",
            "python-calamine", "starlette", "uvicorn", "anyio", "h11", "click", "idna")
ASKED_BY_NAME = ["PySide6.QtSvg", "numba._devicearray", "numpy", "uvicorn.loops.auto", "uvicorn.protocols.http.auto",
                 "uvicorn.protocols.http.h11_impl", "uvicorn.lifespan.off", "starlette.applications",
                 "starlette.concurrency", "starlette.exceptions", "starlette.responses", "starlette.routing"]
"""What is imported where PyInstaller does not see it."""


def analysis() -> dict:
    """The arguments of PyInstaller's Analysis, but for the script."""
    resources = ROOT / "resources"
    data = [(str(path), str(path.parent.relative_to(ROOT))) for path in resources.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
            and path.relative_to(resources).parts[0] not in ("packaging", "screenshots")]
    metadata = [entry for name in PACKAGES for entry in copy_metadata(name)]
    return {"pathex": [str(ROOT)], "datas": [*data, *metadata, (str(ROOT / "LICENSE"), ".")],
            "hiddenimports": [*collect_submodules("core"), *collect_submodules("gui"), *ASKED_BY_NAME],
            "excludes": LEFT_OUT,
            # The compiler reads the sources of kernels, and their digest names the cache.
            "module_collection_mode": {"core": "py"}}
