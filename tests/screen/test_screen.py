"""The window on a real X screen, under a real pointer and real keys (Xvfb and xdotool; without them nothing is run)."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.project.examples import starters
from tests.gui.own_data.drawn_digits import DIGITS

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0

pytestmark = pytest.mark.skipif(sys.platform != "linux" or not (shutil.which("Xvfb") and shutil.which("xdotool")),
                                reason="needs Xvfb and xdotool")


class Screen:
    """A person before the screen: `xdotool` moves the pointer and presses keys, the program only says where things are.
    """

    def __init__(self, display: str, settings: Path, *project: str):
        self.environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self.program = subprocess.Popen([sys.executable, "-m", "tests.screen.host", str(settings), *project], cwd=ROOT,
                                        text=True, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        self.wait(lambda: self.ask("ready"), 2 * PATIENCE)
        # Without a window manager nobody gives the window the keys.
        self.tool("windowfocus", "--sync", str(self.ask("window")))

    def ask(self, *question):
        """An answer of the program."""
        self.program.stdin.write(json.dumps(question) + "\n")
        self.program.stdin.flush()
        line = self.program.stdout.readline()
        assert line, self.program.stderr.read()[-2000:]
        return json.loads(line)

    def state(self, name: str):
        """One fact of the program's state."""
        return self.ask("state")[name]

    def wait(self, until, seconds: float = PATIENCE) -> None:
        """Until something holds."""
        end = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < end, self.ask("state")
            time.sleep(0.05)

    def tool(self, *words: str) -> None:
        """xdotool, so to speak the hands."""
        subprocess.run(["xdotool", *words], env=self.environment, check=True, timeout=30, capture_output=True)

    def place(self, *question) -> list[int]:
        """Where something is, once it has come to rest."""
        before, here = None, self.ask(*question)
        while here != before:
            time.sleep(0.25)
            before, here = here, self.ask(*question)
        return here

    def click(self, place: list[int]) -> None:
        """A click somewhere."""
        self.tool("mousemove", *map(str, place), "click", "1")

    def drag(self, start: list[int], end: list[int]) -> None:
        """Press, move in steps, release."""
        self.tool("mousemove", *map(str, start), "mousedown", "1")
        for step in range(1, 11):
            here = [round(a + (b - a) * step / 10) for a, b in zip(start, end, strict=True)]
            self.tool("mousemove", *map(str, here))
            time.sleep(0.02)
        self.tool("mouseup", "1")

    def stroke(self, places: list[list[int]]) -> None:
        """Press, follow the places, release: as a hand does, some ten milliseconds from one to the next."""
        words = ["mousemove", *map(str, places[0]), "mousedown", "1"]
        for x, y in places[1:]:
            words += ["sleep", "0.012", "mousemove", str(x), str(y)]
        self.tool(*words, "sleep", "0.012", "mouseup", "1")

    def key(self, *keys: str) -> None:
        """Keys, such as `ctrl+z`."""
        self.tool("key", "--delay", "40", *keys)

    def type(self, words: str) -> None:
        """Letters and figures."""
        self.tool("type", "--delay", "40", "--", words)

    def close(self) -> None:
        """Close the window."""
        self.program.stdin.close()
        try:
            self.program.wait(20)
        except subprocess.TimeoutExpired:
            self.program.kill()
            self.program.wait()
        for pipe in (self.program.stdout, self.program.stderr):
            pipe.close()


@pytest.fixture(scope="module")
def display():
    """A screen that nobody sees."""
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1300x820x24", "-nolisten", "tcp"],
                              pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as answer:
        number = answer.readline().strip()
    assert number, "Xvfb did not start"
    try:
        opens = subprocess.run([sys.executable, "-c", "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"],
                               env={**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}, timeout=60,
                               capture_output=True)
        if opens.returncode:
            pytest.skip("Qt lacks libraries of the system for X windows")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def screen(display, tmp_path):
    """The first page on the screen."""
    made = Screen(display, tmp_path / "layerlab.ini")
    yield made
    made.close()


def built(screen: Screen) -> None:
    """Two dense blocks on two spirals."""
    screen.click(screen.place("nothing"))
    screen.wait(lambda: not screen.state("starting"))
    screen.drag(screen.place("chip", "Dense"), screen.place("gap", "input"))
    screen.wait(lambda: screen.state("nodes") == ["dense1"])
    screen.drag(screen.place("chip", "Dense"), screen.place("gap", "input", "dense1"))
    screen.wait(lambda: len(screen.state("nodes")) == 2)
    screen.wait(lambda: screen.state("phase") == "ready")


def trained(screen: Screen, epochs: float) -> None:
    """Play by its button, pause by Space."""
    goal = screen.state("epoch") + epochs
    screen.click(screen.place("play"))
    screen.wait(lambda: screen.state("epoch") >= goal)
    screen.key("space")
    screen.wait(lambda: screen.state("phase") == "paused")


@pytest.mark.scene
def test_a_network_is_built_and_trained_and_edits_are_taken_back(screen):
    built(screen)
    trained(screen, 1)
    screen.key("Escape", "ctrl+z")
    screen.wait(lambda: len(screen.state("nodes")) == 1)
    screen.key("ctrl+z")
    screen.wait(lambda: screen.state("nodes") == [])
    screen.key("ctrl+y", "ctrl+y")
    screen.wait(lambda: len(screen.state("nodes")) == 2)


@pytest.mark.sample
@pytest.mark.slow
def test_the_handle_of_the_timeline_is_dragged_back(screen):
    built(screen)
    trained(screen, 6)
    screen.wait(lambda: screen.state("moments") > 4)
    screen.drag(screen.place("moment", 1.0), screen.place("moment", 0.4))
    screen.wait(lambda: screen.state("rewound"))
    assert screen.state("later") > 0


@pytest.mark.sample
@pytest.mark.slow
def test_a_weight_is_typed(screen):
    built(screen)
    trained(screen, 1)
    block = screen.state("nodes")[0]
    screen.click(screen.place("block", block))
    screen.wait(lambda: screen.state("selected") == block)
    screen.key("n")
    screen.wait(lambda: screen.state("part"))
    screen.key("Return")
    screen.type("-0.75")
    screen.key("Return")
    screen.wait(lambda: screen.state("value") == -0.75)
    screen.key("Escape", "Escape", "ctrl+z")
    screen.wait(lambda: "-0.75" not in screen.state("undo") and "−0.75" not in screen.state("undo"))


@pytest.mark.slow
def test_twenty_digits_drawn_with_the_mouse_are_known(display, tmp_path):
    """Trained on MNIST for three epochs; each is answered before it is named."""
    starter = next(one for one in starters() if one.file == "digits-cnn.json")
    screen = Screen(display, tmp_path / "layerlab.ini", str(starter.path))
    try:
        screen.wait(lambda: not screen.state("starting") and screen.state("phase") == "ready", 3 * PATIENCE)
        screen.click(screen.place("play"))
        screen.wait(lambda: screen.state("epoch") >= 3, 10 * PATIENCE)
        screen.key("space")
        screen.wait(lambda: screen.state("phase") == "paused")
        screen.key("d")
        screen.wait(lambda: screen.ask("draw_window"))
        screen.place("pad", [[[0.5, 0.5]]])
        screen.tool("windowfocus", "--sync", str(screen.ask("draw_window")))
        for number, (digit, strokes) in enumerate(DIGITS):
            for places in screen.ask("pad", strokes):
                screen.stroke(places)
            screen.wait(lambda wanted=strokes: screen.ask("drawn")[0] == len(wanted))
            screen.wait(lambda: not screen.ask("drawn")[1])
            screen.key(str(digit))
            screen.wait(lambda count=number + 1: len(screen.ask("drawn")[2]) == count)
        kept = screen.ask("drawn")[2]
        assert [digit for digit, _ in kept] == [digit for digit, _ in DIGITS]
        assert sum(right for _, right in kept) >= 17, kept
    finally:
        screen.close()
