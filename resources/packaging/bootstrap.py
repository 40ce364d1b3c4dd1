"""Prepares everything that one make target needs: python3 bootstrap.py run|test|check|bench|bundle|mutate.

Makes the environment folder, installs what pyproject.toml declares (at the versions of constraints.txt) and adds the
system libraries that Qt wants. The program itself runs from the checkout. The standard library is all this uses, and a
Python that is too old can still read it, so that the answer is a sentence. When all is there it takes 0.1 s.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
FIRST_PYTHON, BEYOND_PYTHON = (3, 11), (3, 14)  # what pyproject.toml says too; a test holds them together
STAMP = "layerlab-stamp.json"

# Goal → environment folder, extras of pyproject.toml, programs that the tests would like to have
GOALS = {
    "run": (".venv", [], []),
    "test": (".venv", ["test"], ["Xvfb", "xdotool"]),
    "check": (".venv", ["test", "lint"], ["Xvfb", "xdotool"]),
    "bench": (".venv-bench", ["test", "bench"], []),
    "bundle": (".venv-bundle", ["serve", "bundle"], []),
    "mutate": (".venv-mutate", ["test", "mutate"], []),
}

# Debian package → the shared libraries that Qt loads from it, by the names that the dynamic loader knows.
ALWAYS_NEEDED = {
    "libglib2.0-0": ["libglib-2.0.so.0", "libgthread-2.0.so.0"],
    "libgl1": ["libGL.so.1"],
    "libegl1": ["libEGL.so.1"],
    "libfontconfig1": ["libfontconfig.so.1"],
    "libfreetype6": ["libfreetype.so.6"],
    "libxkbcommon0": ["libxkbcommon.so.0"],
    "libdbus-1-3": ["libdbus-1.so.3"],
}
NEEDED_ON_A_SCREEN = {
    "libx11-xcb1": ["libX11-xcb.so.1"],
    "libxcb-cursor0": ["libxcb-cursor.so.0"],
    "libxcb-icccm4": ["libxcb-icccm.so.4"],
    "libxcb-image0": ["libxcb-image.so.0"],
    "libxcb-keysyms1": ["libxcb-keysyms.so.1"],
    "libxcb-randr0": ["libxcb-randr.so.0"],
    "libxcb-render-util0": ["libxcb-render-util.so.0"],
    "libxcb-shape0": ["libxcb-shape.so.0"], "libxcb-shm0": ["libxcb-shm.so.0"],
    "libxcb-sync1": ["libxcb-sync.so.1"], "libxcb-util1": ["libxcb-util.so.1"],
    "libxcb-xfixes0": ["libxcb-xfixes.so.0"], "libxcb-xkb1": ["libxcb-xkb.so.1"],
    "libxkbcommon-x11-0": ["libxkbcommon-x11.so.0"],
}
PROGRAM_PACKAGES = {"Xvfb": "xvfb", "xdotool": "xdotool"}


class BootstrapError(Exception):
    """One sentence that says what is wrong and how to mend it."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def clean_variables(**more):
    """The process environment without what would send pip's work elsewhere than into the folder we name."""
    unwanted = {"PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV"}
    variables = {name: value for name, value in os.environ.items() if name not in unwanted}
    variables.update(PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1", **more)
    return variables


def runs(command, **variables):
    """Runs a command out of sight and tells whether it succeeded; what it printed stays in `runs.output`."""
    try:
        done = subprocess.run([str(part) for part in command], env=clean_variables(**variables), text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    except OSError as problem:
        runs.output = str(problem)
        return False
    runs.output = done.stdout.strip()
    return done.returncode == 0


runs.output = ""


def supported(version):
    """Whether a (major, minor, …) version is one that Layerlab runs on."""
    return FIRST_PYTHON <= tuple(version[:2]) < BEYOND_PYTHON


def python_version(python):
    """(major, minor) of an interpreter, or (0, 0) where it does not run."""
    if not runs([python, "-c", "import sys; print(*sys.version_info[:2])"]):
        return (0, 0)
    return tuple(int(part) for part in runs.output.split())


def other_python(which=shutil.which):
    """A supported Python on PATH, newest first, or None. Each is asked, since a shim may lead nowhere."""
    for minor in range(BEYOND_PYTHON[1] - 1, FIRST_PYTHON[1] - 1, -1):
        path = which("python3.%d" % minor)
        if path and python_version(path) == (3, minor):
            return path
    return None


def version_sentence(version):
    """What to say to somebody whose Python is too old or too new."""
    return "Layerlab needs Python 3.%d to 3.%d and this is %d.%d: install one of those and try again." % (
        FIRST_PYTHON[1], BEYOND_PYTHON[1] - 1, *version[:2])


def environment_python(folder):
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_usable(folder):
    """Whether the folder holds a supported Python with a working pip."""
    python = environment_python(folder)
    return supported(python_version(python)) and runs([python, "-m", "pip", "--version"])


def environment_by_venv(folder):
    """The ordinary way."""
    return runs([sys.executable, "-m", "venv", "--clear", folder])


def environment_by_pip_alone(folder):
    """Debian keeps ensurepip in python3-venv: make the folder without pip and let the system's pip fill it.

    `--target` names a folder, so neither an old pip nor one that refuses "externally managed" minds.
    """
    if not runs([sys.executable, "-m", "venv", "--clear", "--without-pip", folder]):
        return False
    site_packages = sysconfig.get_path("purelib", "venv", {"base": str(folder), "platbase": str(folder)})
    return runs([sys.executable, "-m", "pip", "install", "--target", site_packages, "pip"])


def environment_by_virtualenv(folder):
    """Where the venv module itself is missing: virtualenv, from a private folder thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="layerlab-") as private:
        return (runs([sys.executable, "-m", "pip", "install", "--target", private, "virtualenv"])
                and runs([sys.executable, "-m", "virtualenv", "--clear", folder], PYTHONPATH=private))


def environment_by_package(folder):
    """Where the machine's Python has no pip either, and we may install packages."""
    return install_packages(["python%d.%d-venv" % sys.version_info[:2]]) and environment_by_venv(folder)


def make_environment(folder, ways=(environment_by_venv, environment_by_pip_alone, environment_by_virtualenv,
                                   environment_by_package)):
    """Makes an environment with pip in `folder`, replacing what is there, by the first way that works."""
    for way in ways:
        if way(folder) and is_usable(folder):
            return
    raise BootstrapError("No environment could be made in %s (%s): type `sudo apt-get install python3-venv "
                         "python3-pip` and try again." % (folder.name, runs.output.split("\n")[-1]))


def declared(checkout):
    """The [project] table of pyproject.toml."""
    import tomllib  # not in a Python that is too old, which never comes here
    return tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def requirements(extras, project):
    """The requirement lines of the program and of some extras, as pyproject.toml declares them."""
    optional = project["optional-dependencies"]
    return [*project["dependencies"], *(line for extra in extras for line in optional[extra])]


def installed_extras(folder):
    """The extras that an earlier, perhaps outdated, installation in this folder had."""
    try:
        return set(json.loads((folder / STAMP).read_text(encoding="utf-8"))["extras"])
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def stamp_text(folder, extras, wanted, pins):
    """What the stamp file says when the folder holds exactly these requirements at these versions."""
    digest = hashlib.sha256("\n".join([*wanted, pins]).encode()).hexdigest()
    # The interpreter behind the link: after an upgrade of the system the folder must be made anew.
    python = os.path.realpath(str(environment_python(folder)))
    return json.dumps({"extras": extras, "wanted": digest, "python": python})


def prepare_environment(folder, extras, checkout=CHECKOUT):
    """Brings the environment up to date. Returns False when its stamp said that it was already."""
    project, constraints = declared(checkout), checkout / "constraints.txt"
    extras = sorted({*extras, *installed_extras(folder)} & set(project["optional-dependencies"]))
    wanted, pins = requirements(extras, project), constraints.read_text(encoding="utf-8")
    stamp, python = folder / STAMP, environment_python(folder)
    if stamp.is_file() and python.exists():
        if stamp.read_text(encoding="utf-8") == stamp_text(folder, extras, wanted, pins):
            return False
        stamp.unlink()  # an installation that stops half-way must not look finished
    if not is_usable(folder):
        say("Making %s with Python %d.%d …" % (folder.name, *sys.version_info[:2]))
        make_environment(folder)
    say("Installing the libraries of pyproject.toml into %s (at first a large download) …" % folder.name)
    command = [python, "-m", "pip", "install", "--only-binary=:all:", "--no-binary=yattag",  # of make mutate; no wheel
               "--constraint", constraints, *wanted]
    if subprocess.run([str(part) for part in command], env=clean_variables()).returncode != 0:
        raise BootstrapError("pip could not install the libraries, for the reason that it gives above.")
    stamp.write_text(stamp_text(folder, extras, wanted, pins), encoding="utf-8")
    return True


def can_load(library):
    """Whether the dynamic loader finds a shared library: the very question that Qt's plugins will ask."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(packages, loads=can_load):
    """The packages of a {package: libraries} table of which a library cannot be loaded."""
    return [package for package, libraries in packages.items() if not all(loads(name) for name in libraries)]


def install_prefix():
    """The words before apt-get when packages may be installed without asking anyone, else None."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and runs(["sudo", "-n", "true"]) else None


def install_packages(packages):
    """Installs Debian packages where that is allowed; tells whether it happened."""
    prefix = install_prefix()
    if prefix is None:
        return False
    say("Adding with apt-get: %s …" % " ".join(packages))
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]
    install = [*apt, "install", "--yes", "--no-install-recommends", *packages]
    # The lists of a fresh machine are empty or old: they are fetched only when the first try fails.
    if runs(install) or (runs([*apt, "update"]) and runs(install)):
        return True
    say(runs.output)
    return False


def prepare_system(programs, on_a_screen, loads=can_load, which=shutil.which, install=install_packages):
    """Adds what Qt and the tests need of the system. Raises BootstrapError where Qt could not even start."""
    def lacking():
        return (missing_packages(ALWAYS_NEEDED, loads), missing_packages(NEEDED_ON_A_SCREEN, loads),
                [PROGRAM_PACKAGES[name] for name in programs if which(name) is None])

    if any(lacking()):
        install([package for packages in lacking() for package in packages])
    always, on_screen, useful = lacking()
    names = " ".join([*always, *on_screen, *useful])
    mend = "type `sudo apt-get install %s`" if which("apt-get") else "install what your system calls %s"
    if always or (on_screen and on_a_screen):
        raise BootstrapError("The window needs libraries of the system: %s and try again." % (mend % names))
    if on_screen:
        say("For a window on a screen, %s." % (mend % names))
    elif useful:
        say("Tests that need %s are skipped; to have them, %s." % (" and ".join(useful), mend % names))


def main(arguments):
    """Prepares for one goal; returns the exit status."""
    if len(arguments) != 1 or arguments[0] not in GOALS:
        say("Say what to prepare for: %s." % ", ".join(GOALS))
        return 2
    if not supported(sys.version_info):
        better = other_python()
        if better is None:
            say(version_sentence(sys.version_info))
            return 1
        return subprocess.call([better, __file__, *arguments])
    folder, extras, programs = GOALS[arguments[0]]
    try:
        prepare_environment(CHECKOUT / folder, extras)
        if sys.platform.startswith("linux"):
            prepare_system(programs, on_a_screen=bool(os.environ.get("DISPLAY")))
    except (BootstrapError, OSError) as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        say("Stopped; the next `make` takes it up again.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
