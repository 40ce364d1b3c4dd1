"""The rooms of the house: in which order they stand, what a root may hold, and that no two need each other."""

from pathlib import Path

from tests.rules import imports, module, sources

CORE = ("text", "declare", "files", "kernels", "ops", "initializers", "regularizers", "constraints", "activations",
        "layers", "losses", "tasks", "metrics", "optimizers", "schedules", "clippings", "scalings", "datasets",
        "preparations", "augmentations", "stopping", "project", "importing", "data", "engine", "inspection",
        "exploration", "training", "spec", "trainer", "diagnosis", "session", "races", "laboratories", "export",
        "report", "reference", "command_line")
GUI = ("text", "style", "widgets", "model", "forms", "drawing", "weights", "canvas", "views", "explanation", "sidebar",
       "own_data", "timeline", "doctor", "reference", "tour", "colour_vision", "laboratories", "centre", "shell", "app")
ROOMS = tuple(f"core.{name}" for name in CORE) + tuple(f"gui.{name}" for name in GUI)
"""A room uses only those that stand before it, imports inside functions counted."""
FACES = {"core/spec.py", "core/trainer.py"}
"""What other programs use; the roots hold nothing else but rooms."""


def room(name: str) -> str:
    """The room in which a module lies, "" where it lies in none."""
    return ".".join(name.split(".")[:2]) if name.startswith(("core.", "gui.")) else ""


def upward(root: Path) -> list[str]:
    """Imports of a room that stands later in the order, and rooms that the order does not know."""
    found = []
    for path in sources(root, "gui", "core"):
        own = room(module(root, path))
        if own and own not in ROOMS:
            found.append(f"{path.relative_to(root)} lies in a room that the order does not know")
            continue
        for line, name in imports(root, path):
            other = room(name)
            if own and other in ROOMS and ROOMS.index(other) > ROOMS.index(own):
                found.append(f"{path.relative_to(root)}:{line} imports {name}, which stands after it")
    return found


def stray_files(root: Path) -> list[str]:
    """Files in a root that are no face, and folders without a word at their door."""
    found = [f"{path.relative_to(root)} belongs into a room" for part in ("core", "gui")
             for path in sorted((root / part).glob("*.py"))
             if path.name != "__init__.py" and path.relative_to(root).as_posix() not in FACES]
    for path in sources(root, "core", "gui"):
        door = path.parent / "__init__.py"
        if path.parent.parent != root and not (door.is_file() and door.read_text(encoding="utf-8").startswith('"""')):
            found.append(f"{path.parent.relative_to(root)} does not say what it is for")
    return sorted(set(found))


def circles(root: Path) -> list[str]:
    """Modules that need each other, imports inside functions counted."""
    modules = {module(root, path): path for path in sources(root, "core", "gui")}
    needs = {name: {entry if entry in modules else entry.rpartition(".")[0] for _, entry in imports(root, path)}
             & modules.keys() - {name} for name, path in modules.items()}
    while firm := {name for name, wanted in needs.items() if not wanted & needs.keys()}:
        needs = {name: wanted for name, wanted in needs.items() if name not in firm}
    while loose := needs.keys() - {name for wanted in needs.values() for name in wanted}:
        needs = {name: wanted for name, wanted in needs.items() if name not in loose}
    return [f"{name} is part of a circle" for name in sorted(needs)]
