"""What the recipes of CONTRIBUTING promise: a new layer, view, laboratory, data set and format of files are each one
new file and one word elsewhere, and the program has them everywhere. Tried on a copy of the program."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYER = '''"""The layer Doubled."""

from core.declare.registry import LAYERS
from core.kernels import merge as k
from core.layers.base import Layer
from core.ops.accounts.moved import Joined


@LAYERS.member
class Doubled(Layer):
    """Takes every value twice."""

    formula = r"y = 2 x"

    def forward(self, scope):
        k.add(scope.x.flat, scope.x.flat, scope.y.flat)

    def backward(self, scope):
        if scope.dx is not None:
            k.add(scope.dy.flat, scope.dy.flat, scope.dx.flat)

    def account(self, sight):
        return Joined((sight.here, sight.here), "+")
'''
VIEW = '''"""How many steps were taken, in one number."""

from gui.views.base import Panel, view
from gui.widgets.basic import label


@view
class StepsSoFarPanel(Panel):
    """The number, large."""

    title = "Steps so far"
    meaning = "How many steps training has taken."
    usual = False

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.number = label("0", "text", 24)
        self.body.addWidget(self.number)

    def draw_ticks(self, history):
        self.number.setText(f"{history.epoch:.1f}")
'''
DATASET = '''"""The data set Rings."""

import numpy as np

from core.datasets.plane import PlaneDataset, polar
from core.declare.registry import DATASETS


@DATASETS.member
class Rings(PlaneDataset):
    """Two rings, one around the other."""

    def points(self, rng, label):
        return polar(np.where(label == 1, 0.4, 0.8), rng.random(self.count) * 2 * np.pi)
'''
FORMAT = '''"""The data set Dots, from files of its own kind: a line for each point, with two numbers and a class."""

import numpy as np

from core.datasets.base import Dataset, Description, Samples
from core.declare.parameters import hidden, text
from core.declare.registry import DATASETS
from core.tasks.recognition import telling_apart
from core.text.errors import DataError
from core.text.messages import say


@DATASETS.member
class Dots(Dataset):
    """Points from a file of dots."""

    group = "Own"
    own = True
    endings = (".dots",)
    path: text("File", "a file of dots", longest=4096, kind="path") = ""
    classes: hidden(tuple[str, ...], "Classes") = ()
    count: hidden(int, "Count") = 0

    @classmethod
    def of_file(cls, path, start):
        if not start.startswith(b"%DOTS"):
            return None
        names = [line.split()[2] for line in lines(path)]
        return cls(str(path), tuple(sorted(set(names))), len(names))

    def problems(self):
        return [] if self.count else [("path", say("No file of dots is chosen yet; open one."))]

    def describe(self):
        for _, sentence in self.problems():
            raise DataError(sentence)
        return Description.of((2,), telling_apart(len(self.classes)), len(self.classes), self.count,
                              classes=self.classes)

    def load(self):
        cells = [line.split() for line in lines(self.path)]
        return Samples.of(np.array([cell[:2] for cell in cells], np.float32),
                          np.array([self.classes.index(cell[2]) for cell in cells], np.int32))


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [line for line in file if line.strip() and not line.startswith("%")]
'''
LABORATORY = '''"""The laboratory of a coin."""

from core.declare.parameters import whole
from core.declare.registry import Declared
from gui.laboratories.base import Laboratory, laboratory
from gui.widgets.basic import label


class CoinTosses(Declared):
    """A coin that is thrown again and again."""

    tosses: whole(1, 1000, "Tosses", "how often it is thrown") = 10


@laboratory
class CoinLab(Laboratory):
    """The number of tosses, large."""

    title = "Coin"
    begins = CoinTosses

    def __init__(self, window, background):
        super().__init__(window, background)
        self.number = label("", "", 24)
        self.board.addWidget(self.number)

    def show_settings(self):
        self.number.setText(str(self.settings.tosses))

    def table(self):
        return [("tosses",), (self.settings.tosses,)]
'''
NEW = {"gui/laboratories/coin.py": (LABORATORY, "gui/laboratories/shelf.py"),
       "core/layers/doubled.py": (LAYER, "core/layers/__init__.py"),
       "gui/views/steps_so_far.py": (VIEW, "gui/views/arrange.py"),
       "core/datasets/rings.py": (DATASET, "core/datasets/__init__.py"),
       "core/datasets/dots.py": (FORMAT, "core/datasets/__init__.py")}
"""New file → its content, and the file that names it."""


def named(text: str, word: str) -> str:
    """A module with one word more in the first list of names that it imports."""
    found = re.search(r"^from \S+ import \(.*?\n", text, re.MULTILINE)
    return f"{text[:found.end()]}    {word},\n{text[found.end():]}"


@pytest.mark.scene
def test_each_is_one_file_and_one_word(tmp_path):
    house = tmp_path / "house"
    for part in ("core", "gui", "resources"):
        shutil.copytree(ROOT / part, house / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "tests/exercise.py", house)
    for file, (content, list_) in NEW.items():
        (house / file).write_text(content, encoding="utf-8")
        text = (house / list_).read_text(encoding="utf-8")
        (house / list_).write_text(named(text, Path(file).stem), encoding="utf-8")
    changed = [path for path in house.rglob("*.py") if path.name != "exercise.py"
               and not ((ROOT / path.relative_to(house)).is_file()
                        and (ROOT / path.relative_to(house)).read_bytes() == path.read_bytes())]
    assert {path.relative_to(house).as_posix() for path in changed} == {*NEW, *(list_ for _, list_ in NEW.values())}
    done = subprocess.run([sys.executable, "exercise.py", str(tmp_path)], cwd=house, capture_output=True, text=True,
                          timeout=600, env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(house)})
    assert done.returncode == 0, done.stderr[:3000]
    assert "all of it is there" in done.stdout
