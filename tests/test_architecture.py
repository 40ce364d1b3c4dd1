"""The rules of the house. Each is tried on this checkout, and on a small one that breaks it."""

import ast
import math
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import core.project.spec  # noqa: F401  (fills the families)
from core.declare.parameters import parameters
from tests import rules, rules_axes, rules_types
from tests.broken_rules import RULES
from tests.named_members import NAMES_MEMBERS

ROOT = Path(__file__).parents[1]

def planted(root: Path, files: tuple) -> Path:
    """A small checkout that holds these files besides the empty packages."""
    for name in ("core/layers", "core/kernels", "core/optimizers", "gui"):
        (root / name).mkdir(parents=True)
        (root / name / "__init__.py").write_text('"""A room."""\n')
    (root / "core/__init__.py").write_text('"""A house."""\n')
    (root / "main.py").write_text('"""A door."""\n')
    for name, content in zip(files[::2], files[1::2], strict=True):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content + "\n")
    return root


@pytest.mark.parametrize("name", [name for name in RULES if name != "named nowhere else"])
def test_the_house_keeps_the_rule(name):
    broken = RULES[name][0](ROOT)
    assert not broken, "\n".join(broken)


def test_no_file_but_its_own_and_its_package_names_a_member():
    broken = rules.named_members(ROOT, NAMES_MEMBERS)
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(("name", "files"), [(name, files) for name, (_, cases) in RULES.items() for files in cases])
def test_the_rule_is_seen_failing(name, files, tmp_path):
    assert not RULES[name][0](planted(tmp_path / "sound", ())), "an empty house breaks no rule"
    assert RULES[name][0](planted(tmp_path / "broken", files))


def test_a_member_may_be_a_default(tmp_path):
    files = ("core/optimizers/adam.py", "@OPTIMIZERS.member\nclass Adam:\n    pass", "core/project/spec.py",
             "from core.optimizers.adam import Adam\nclass Training:\n    optimizer: object = Adam()")
    assert rules.named_members(planted(tmp_path, files), {}) == []


def test_the_exceptions_are_still_needed():
    """An exception that nothing uses any more would hide the next file that needs none."""
    without = rules.named_members(ROOT, {})
    for name, may in NAMES_MEMBERS.items():
        folder = name.endswith("/")
        used = {line.rsplit(" ", 1)[1] for line in without if line.startswith(name if folder else f"{name}:")}
        assert may == (used & may if folder else used), f"{name} no longer names {', '.join(sorted(may - used))}"


def test_every_file_that_may_count_axes_does():
    """An exception that nothing uses any more would hide the next file that needs none."""
    assert rules_axes.needless(ROOT) == []


def test_every_question_for_a_type_that_is_allowed_is_asked():
    assert rules_types.needless(ROOT) == []


def compiler_modules() -> set[str]:
    """Modules in core.kernels that import the compiler at their top, by themselves or through one another."""
    tops = {}
    for path in rules.sources(ROOT, "core/kernels"):
        statements = [node for node in rules.tree(path).body if isinstance(node, ast.Import | ast.ImportFrom)]
        bases = [getattr(node, "module", None) or "" for node in statements]
        tops[rules.module(ROOT, path)] = {name for node, base in zip(statements, bases, strict=True)
                                          for entry in node.names for name in (base, f"{base}.{entry.name}".strip("."))}
    found = {name for name, top in tops.items() if {entry.split(".")[0] for entry in top} & rules.COMPILER}
    while more := {name for name, top in tops.items() if top & found} - found:
        found |= more
    return found


def modules(*parts: str) -> list[str]:
    """Every module of these parts, but for those that hold code for the compiler."""
    special = compiler_modules()
    return [name for name in (rules.module(ROOT, path) for path in rules.sources(ROOT, *parts)) if name not in special]


def run(code: str, **environment) -> subprocess.CompletedProcess:
    """Run Python code in a fresh process at the root of the checkout."""
    return subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, capture_output=True, text=True,
                          env=os.environ | {"QT_QPA_PLATFORM": "offscreen"} | environment, timeout=120)


@pytest.mark.parametrize(("parts", "unwanted"), [
    (("core",), ["numba", "llvmlite", "scipy", "pandas", "PySide6", "shiboken6", "pyqtgraph"]),
    (("gui", "core"), ["numba", "llvmlite", "scipy", "pandas"]),
])
def test_importing_everything_imports_nothing_heavy(parts, unwanted):
    code = f"""
    import importlib, sys
    for name in {modules(*parts)!r}:
        importlib.import_module(name)
        heavy = sorted(set({unwanted!r}) & set(sys.modules))
        assert not heavy, (name, heavy)
    """
    done = run(code)
    assert done.returncode == 0, done.stderr


def test_an_import_of_numba_would_be_seen():
    code = "import sys; import core.kernels.runtime.entry_code; assert 'numba' not in sys.modules"
    assert run(code).returncode == 1
    assert "core.kernels.runtime.entry_code" in compiler_modules()
    assert len(compiler_modules()) < len(modules("core/kernels")), "most of the kernels must not need the compiler"


def test_checking_a_project_imports_no_compiler():
    code = """
    import sys
    from core.project.network import check
    from core.project.spec import Project
    assert check(Project()).problems
    from core.project.examples import starters
    for starter in starters():
        assert check(Project.load(starter.path)).trainable, starter
    heavy = sorted({"numba", "llvmlite", "scipy", "pandas", "PySide6"} & set(sys.modules))
    assert not heavy, heavy
    """
    done = run(code)
    assert done.returncode == 0, done.stderr


MEMBERS = [(family, name) for family, members in rules.families().items() for name in members]


@pytest.mark.parametrize(("family", "name"), MEMBERS)
def test_every_declaration_says_what_it_is_and_bounds_what_it_takes(family, name):
    cls = rules.families()[family][name]
    assert len(cls.meaning()) > 10
    assert cls.meaning()[0].isupper() or not cls.meaning()[0].isalpha()
    assert cls.__name__ == name
    declared = parameters(cls)
    assert {p.name for p in declared} == set(cls.__struct_fields__)
    for parameter in declared:
        where = f"{name}.{parameter.name}"
        assert parameter.title, where
        assert parameter.help or parameter.kind == "hidden", where
        if parameter.kind in ("whole", "number", "pair"):
            assert parameter.low < parameter.high, where
            assert math.isfinite(parameter.low), where
            assert math.isfinite(parameter.high), where
        if parameter.kind == "choice":
            assert len(set(parameter.choices)) == len(parameter.choices) >= 2, where
        if parameter.kind == "part":
            assert len(parameter.family), where


@pytest.mark.parametrize(("family", "name"), MEMBERS)
def test_defaults_keep_their_own_bounds(family, name):
    from core.declare.bounds import violations
    cls = rules.families()[family][name]
    assert violations(cls()) == []


def test_a_member_without_a_meaning_or_a_title_is_refused():
    from core.declare.registry import Declared, Family
    family = Family("thing")
    with pytest.raises(TypeError, match="no docstring"):
        family.member(type("Silent", (Declared,), {}, frozen=True))

    class Bare(Declared, frozen=True):
        """Has a field that says nothing."""
        width: int = 1
    with pytest.raises(TypeError, match="undeclared field width"):
        family.member(Bare)


def test_warnings_are_errors():
    import warnings
    with pytest.raises(UserWarning, match="as loud as an error"):
        warnings.warn("as loud as an error", stacklevel=1)


LEAVES = """
import threading, time
def test_leaves_a_thread():
    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
def test_leaves_a_timer(qapp):
    from PySide6.QtCore import QTimer
    global kept
    kept = QTimer()
    kept.start(1000)
def test_leaves_a_qthread(qapp):
    from PySide6.QtCore import QThread
    global runner
    runner = QThread()
    runner.start()
def test_ends_the_qthread():
    runner.quit()
    runner.wait()
def test_raises_in_a_slot(qtbot):
    from PySide6.QtCore import QTimer
    QTimer.singleShot(0, lambda: 1 / 0)
    qtbot.wait(20)
def test_warns():
    import warnings
    warnings.warn("something is amiss")
def test_tidy(qtbot):
    from PySide6.QtCore import QTimer
    thread = threading.Thread(target=time.sleep, args=(0.05,))
    thread.start()
    timer = QTimer()
    timer.start(1000)
    timer.stop()
"""


def test_what_is_left_running_fails_a_test(tmp_path):
    """The suite's own watch at work, on tests that leave something behind."""
    (tmp_path / "test_leaves.py").write_text(LEAVES)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.conftest", "-c",
         str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), str(tmp_path / "test_leaves.py")],
        cwd=ROOT, capture_output=True, text=True, timeout=120, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"})
    assert "leaves running: thread Thread-" in done.stdout, done.stdout + done.stderr
    ended = {line.rsplit("::", 1)[1].split(" ")[0]: line.split(" ")[0] for line in done.stdout.splitlines()
             if line.startswith(("ERROR ", "FAILED "))}
    assert ended == {"test_leaves_a_thread": "ERROR", "test_leaves_a_timer": "ERROR", "test_leaves_a_qthread": "ERROR",
                     "test_raises_in_a_slot": "FAILED", "test_warns": "FAILED"}, done.stdout
    assert "ZeroDivisionError" in done.stdout
