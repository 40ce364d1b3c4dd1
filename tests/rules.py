"""The rules of the house as functions: each takes the root of a checkout and returns what breaks the rule.

That they take a root lets a test show each of them a checkout that breaks it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from core.declare import registry

LONGEST_FILE, LONGEST_FUNCTION = 300, 60
QT = {"PySide6", "shiboken6", "pyqtgraph"}
COMPILER = {"numba", "llvmlite"}
FORBIDDEN = {
    "main": COMPILER | QT,
    "gui": COMPILER | {"main", "tests"},
    "core": COMPILER | QT | {"gui", "main", "tests"},
    "core.kernels": QT | {"gui", "main", "tests"},
}
"""What each part may not import. `core.kernels` besides may use nothing of core but itself, and gui no kernels."""
SECRETS = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}


def sources(root: Path, *parts: str) -> Iterator[Path]:
    """Every Python file under these parts of the checkout."""
    for part in parts:
        place = root / part
        yield from [place] if place.is_file() else sorted(place.rglob("*.py"))


def tree(path: Path) -> ast.Module:
    """The syntax of a file. Read anew each time: kept, the millions of nodes would slow down every look at what a test
    leaves behind."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def module(root: Path, path: Path) -> str:
    """The dotted name of a file's module."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(root: Path, path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every import in a file, wherever it stands."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module(root, path).split(".")
                keep = len(package) - node.level + (path.name == "__init__.py")
                base = ".".join([*package[:keep], *filter(None, [base])])
            yield from ((node.lineno, f"{base}.{name.name}") for name in node.names)


def part_of(name: str) -> str:
    """Which part of the house a module belongs to."""
    return "core.kernels" if name.startswith("core.kernels") else name.split(".")[0]


def arrows(root: Path) -> list[str]:
    """Imports that point the wrong way."""
    found = []
    for path in sources(root, "main.py", "gui", "core"):
        part = part_of(module(root, path))
        for line, name in imports(root, path):
            inside = name.startswith("core.") and part_of(name) != "core.kernels"
            if (name.split(".")[0] in FORBIDDEN[part] or (part == "core.kernels" and inside)
                    or (part in ("gui", "main") and name.startswith("core.kernels"))):
                found.append(f"{path.relative_to(root)}:{line} imports {name}")
    return found


def long_files(root: Path) -> list[str]:
    """Files and functions that are longer than a person reads in one go."""
    found = []
    for path in sources(root, "main.py", "gui", "core", "resources", "tests"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_FILE:
            found.append(f"{path.relative_to(root)} has {lines} lines")
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    found.append(f"{path.relative_to(root)}:{node.lineno} {node.name} has {length} lines")
    return found


def dangers(root: Path) -> list[str]:
    """Pickle, eval and exec (but for the one generated entry), bare excepts, pages of another machine."""
    found = []
    for path in sources(root, "main.py", "gui", "core", "resources"):
        short = path.relative_to(root)
        entry = short.as_posix() == "core/kernels/runtime/entry_code.py"
        found += [f"{short}:{line} imports {name}" for line, name in imports(root, path)
                  if name.split(".")[0] in SECRETS]
        for node in ast.walk(tree(path)):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if called == "eval" or (called in ("exec", "compile") and not entry):
                found.append(f"{short}:{node.lineno} calls {called}")
            if isinstance(node, ast.ExceptHandler) and node.type is None:
                found.append(f"{short}:{node.lineno} catches everything, an interrupt too")
            if isinstance(node, ast.keyword) and node.arg == "allow_pickle" and not (
                    isinstance(node.value, ast.Constant) and node.value.value is False):
                found.append(f"{short}:{node.value.lineno} allows pickle")
    return found


def families() -> dict[str, registry.Family]:
    """Every family of declarations by its name."""
    return dict(registry.Family.every)


def _joins(path: Path) -> list[str]:
    """The classes of a file that join a family."""
    return [node.name for node in tree(path).body if isinstance(node, ast.ClassDef)
            if any(isinstance(mark, ast.Attribute) and mark.attr == "member" for mark in node.decorator_list)]


def unnamed_members(root: Path) -> list[str]:
    """Files that declare a member of a family and that their package's `__init__` does not name."""
    found = []
    for path in sources(root, "core"):
        if not _joins(path):
            continue
        door = path.parent / "__init__.py"
        named = {name for _, name in imports(root, door)}
        if module(root, path) not in named:
            found.append(f"{path.relative_to(root)} is not named in {door.relative_to(root)}")
    return found


def named_members(root: Path, allowed: dict[str, set[str]]) -> list[str]:
    """Files that name a member of a family, though they are neither its own nor allowed to.

    Naming is an import that is used, an attribute (`losses.squared.MeanSquaredError`) or the name as a word. Defaults
    of declared fields do not count: a default has to be some member, and it is written where the field is. Nor do
    titles, which may be the name of a member of another family, and words of ONNX (`node("Add", …)`).
    """
    homes = {name: path for path in sources(root, "core") for name in _joins(path)}
    modules = {module(root, path) for path in homes.values()}
    found = []
    for path in sources(root, "main.py", "gui", "core"):
        short = path.relative_to(root).as_posix()
        may = allowed.get(short, set()) | allowed.get(short.rpartition("/")[0] + "/", set())
        foreign = {name for name, home in homes.items() if home != path} - may
        imported = {name.rsplit(".", 1)[1] for _, name in imports(root, path) if name.rsplit(".", 1)[0] in modules}
        used, every = set(), list(_outside_defaults(tree(path)))
        of_onnx = {id(node.args[0]) for node in every if isinstance(node, ast.Call) and node.args
                   and ast.unparse(node.func) == "node"}
        for node in every:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in of_onnx:
                used.add((node.lineno, node.value))
            elif isinstance(node, ast.Name) and node.id in imported:
                used.add((node.lineno, node.id))
            elif isinstance(node, ast.Attribute) and node.attr in homes and (
                    ast.unparse(node.value).split(".")[-1] == homes[node.attr].stem):
                used.add((node.lineno, node.attr))
        found += [f"{short}:{line} names {name}" for line, name in sorted(used) if name in foreign]
    return found


def _outside_defaults(node: ast.AST) -> Iterator[ast.AST]:
    """Every node but those of the fields and titles of classes."""
    yield node
    for child in ast.iter_child_nodes(node):
        title = isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) == "title"
        if not (isinstance(node, ast.ClassDef) and (title or isinstance(child, ast.AnnAssign))):
            yield from _outside_defaults(child)


def stray_functions(root: Path) -> list[str]:
    """Public functions in files of kernels that are neither a kernel nor a helper.

    Plain reckoning with shapes, for layers that lay out memory before anything is recorded, says so by the types of
    its arguments: whole numbers, yes or no, and shapes.
    """
    found = []
    for path in kernel_files(root):
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not (
                    _marks(node) & {"kernel", "helper"} or _reckons_with_shapes(node)):
                found.append(f"{path.relative_to(root)}:{node.lineno} {node.name}")
    return found


def _reckons_with_shapes(function: ast.FunctionDef) -> bool:
    types = [argument.annotation for argument in function.args.args] + [function.returns]
    return all(type is not None and ast.unparse(type) in ("int", "bool", "tuple[int, int]", "tuple[int, ...]")
               for type in types)


def kernel_files(root: Path) -> list[Path]:
    """The files that hold kernels."""
    return [path for path in sources(root, "core/kernels") if kernels_of(path)]


def kernels_of(path: Path) -> list[str]:
    """The names of a file's kernels."""
    return [node.name for node in tree(path).body if isinstance(node, ast.FunctionDef) and "kernel" in _marks(node)]


def _marks(function: ast.FunctionDef) -> set[str]:
    plain = [mark.func if isinstance(mark, ast.Call) else mark for mark in function.decorator_list]
    return {mark.id for mark in plain if isinstance(mark, ast.Name)}


def names_at_top(path: Path) -> set[str]:
    """What a file defines or assigns at its top level."""
    found = set()
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.ImportFrom):
            found |= {name.asname or name.name for name in node.names}
    return found


def lonely_kernels(root: Path) -> list[str]:
    """Kernels without a twin of the same name in tests/naive."""
    found = []
    for path in kernel_files(root):
        twin = root / "tests" / "naive" / path.name
        known = names_at_top(twin) if twin.exists() else set()
        found += [f"{path.relative_to(root)} {name}" for name in kernels_of(path) if name not in known]
    return found
