"""The rule that what a value means is asked of its axes, never of how many there are, as a function on a checkout.

Where bare arrays come in or go out nobody has said yet what their axes mean: these files may count them.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.rules import sources, tree

BARE_ARRAYS = {
    "core/ops/tensor_type.py": "counts axes once, for all",
    "core/data/given_arrays.py": "arrays of other programs",
    "core/datasets/array_file.py": "arrays of other programs, in a file",
    "core/files/numpy_archive.py": "arrays of other programs, in a file",
    "core/importing/picture_proposal.py": "arrays of other programs, in a file",
    "core/files/idx_file.py": "axes that a file counts",
    "core/importing/onnx/": "arrays of a file, whose axes mean what their node makes of them",
    "core/layers/reshape.py": "a shape that somebody types",
    "gui/text/shape_words.py": "a shape in words",
}


def ranks(root: Path) -> list[str]:
    """Comparisons of the number of axes outside of the kernels and of the files that take in bare arrays."""
    return [f"{name}:{line} asks how many axes there are; ask what they mean (TensorType)"
            for name, line in _compared(root) if _place(name) not in BARE_ARRAYS]


def needless(root: Path) -> list[str]:
    """Files that may count axes and do not."""
    return sorted(BARE_ARRAYS.keys() - {"core/ops/tensor_type.py"} - {_place(name) for name, _ in _compared(root)})


def _place(name: str) -> str:
    """The entry that speaks of a file: its own, or that of its folder."""
    return next((place for place in BARE_ARRAYS if name.startswith(place)), name)


def _compared(root: Path) -> Iterator[tuple[str, int]]:
    for path in sources(root, "core", "gui"):
        name = path.relative_to(root).as_posix()
        if name.startswith("core/kernels/"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Compare) and any(map(_counts, (node.left, *node.comparators))):
                yield name, node.lineno


def _counts(node: ast.AST) -> bool:
    """`x.ndim`, `np.ndim(x)`, `len(shape)` and `len(shapes[id])`."""
    if isinstance(node, ast.BinOp):
        return _counts(node.left) or _counts(node.right)
    if isinstance(node, ast.Attribute):
        return node.attr == "ndim"
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return called == "ndim" or (called == "len" and bool(node.args) and "shape" in ast.unparse(node.args[0]).split("(")[
        0].rpartition(".")[2])
