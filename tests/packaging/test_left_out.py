"""What the packed program leaves out is needed by nothing that it imports."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import importlib, pkgutil, sys
class Gone:
    def find_spec(self, name, path=None, target=None):
        if any(name == one or name.startswith(one + ".") for one in GONE):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Gone())
import pyqtgraph
for root in ("core", "gui"):
    for found in pkgutil.walk_packages([root], root + "."):
        importlib.import_module(found.name)
"""


def left_out() -> list[str]:
    """The modules that the recipe names."""
    content = ast.parse((ROOT / "resources/packaging/recipe.py").read_text(encoding="utf-8"))
    return next(ast.literal_eval(node.value) for node in content.body if isinstance(node, ast.Assign)
                and node.targets[0].id == "LEFT_OUT")


@pytest.mark.scene
def test_the_program_imports_none_of_it():
    done = subprocess.run([sys.executable, "-c", f"GONE = {left_out()!r}\n{PROGRAM}"], cwd=ROOT, capture_output=True,
                          text=True, timeout=200, check=False, env={"QT_QPA_PLATFORM": "offscreen", "PATH": "/nowhere"})
    assert not done.returncode, done.stderr[-1500:]
