"""Pictures of the real program at work: `python -m tests.pictures FOLDER [scene …] [--themes …] [--scales …]`.

Each scene brings the window into a state with real training behind it, then it is drawn in every theme and size that
was asked for. `--check` lists the words that are cut off, as the tests find them.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from core.session.orders import Pause, Play, SetSpeed

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from gui.app.app import App
from gui.colour_vision.window import pixels_of
from gui.laboratories.shelf import EVERY
from gui.model.settings import Settings
from gui.style import theme

PATIENCE = 90.0
SETTLE = 0.7
"""Seconds until everything that was asked for is drawn."""


def wait(seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
    """Let the window live until something holds, at most so many seconds; whether it came to hold."""
    end, loop = time.monotonic() + seconds, QEventLoop()
    while not until() and time.monotonic() < end:
        QTimer.singleShot(15, loop.quit)
        loop.exec()
    return until()


def need(until: Callable[[], bool], what: str) -> None:
    """Wait for something without which there is no picture."""
    if not wait(PATIENCE, until):
        raise SystemExit(f"Waited {PATIENCE:g} s in vain: {what}.")


def opened(app: App, file: str) -> None:
    """A starter or preset, ready to be trained."""
    app.open(file)
    need(lambda: not app.window.starting and app.runner.state.phase in ("ready", "paused", "stopped"), f"{file} ready")


def trained(app: App, epochs: float, goes_on: bool = False, speed: int = 3) -> None:
    """Train so many epochs more, and go on or pause."""
    runner = app.runner
    goal = runner.state.epoch + epochs
    if runner.state.epochs < goal + 1:
        app.document.edit_training(replace(app.document.project.training, epochs=int(goal) + 100), "Epochs")
    runner.order(SetSpeed(speed))
    runner.order(Play())
    need(lambda: runner.state.epoch >= goal or runner.state.phase == "stopped", f"{epochs} epochs")
    if not goes_on:
        runner.order(Pause())
        need(lambda: not runner.state.running, "a pause")


def first_of(app: App, kind: str) -> str:
    """The id of the first block of a kind."""
    return next(node.id for node in app.document.project.network.nodes if type(node.layer).__name__ == kind)


def start(app: App) -> None:
    """The first page."""


def empty(app: App) -> None:
    """A project without layers."""
    app.session.open_nothing()


def spiral(app: App) -> None:
    """A small dense network, training."""
    opened(app, "spiral.json")
    trained(app, 30, goes_on=True, speed=2)
    app.selection.select("dense2")


def cnn(app: App) -> None:
    """Digits in training."""
    opened(app, "digits-cnn.json")
    trained(app, 1.5, goes_on=True)
    app.selection.select(first_of(app, "Conv2D"))


def resnet(app: App) -> None:
    """A network with skips, training."""
    opened(app, "resnet")
    trained(app, 0.2, goes_on=True)


def error(app: App) -> None:
    """A block that cannot compute."""
    opened(app, "digits-cnn.json")
    trained(app, 0.5)
    name = first_of(app, "Conv2D")
    layer = app.document.project.network.node(name).layer
    app.document.edit_layer(name, replace(layer, kernel_size=29, padding="valid"), "Kernel size")
    app.selection.select(name)


def explain(app: App) -> None:
    """One number of a convolution, opened."""
    cnn(app)
    app.runner.order(Pause())
    need(lambda: not app.runner.state.running, "a pause")
    app.window.network.explain(first_of(app, "Conv2D"))
    wait(2.0)


def doctor(app: App) -> None:
    """What keeps a network from learning."""
    opened(app, "dying-relu")
    trained(app, 3)
    need(lambda: bool(app.runner.state.findings), "a finding")


def timeline(app: App) -> None:
    """Half-way back in the past."""
    opened(app, "spiral.json")
    trained(app, 20, speed=2)
    training = app.document.project.training
    app.document.edit_training(replace(training, optimizer=replace(training.optimizer, learning_rate=0.01)), "Rate")
    trained(app, 25, speed=2)
    need(lambda: len(app.runner.track.moments) > 4, "kept moments")
    moments = app.runner.track.moments
    app.rewinding.go(moments[len(moments) // 2].number)
    need(lambda: app.runner.state.rewound, "an earlier moment")


def ports(app: App) -> None:
    """A picture and a number go in, a class and an amount come out."""
    opened(app, "two-of-each")
    trained(app, 8, goes_on=True)


def siamese(app: App) -> None:
    """Two pictures through the same weights."""
    opened(app, "siamese")
    trained(app, 1, goes_on=True)
    app.selection.select("conv2d3")


def gan(app: App) -> None:
    """A maker of points and its judge, each with an optimiser of its own."""
    opened(app, "tiny-gan")
    trained(app, 60, goes_on=True)


def slow(app: App) -> None:
    """One step instruction by instruction: what a block passes back."""
    opened(app, "xor.json")
    app.slow.open()
    need(lambda: app.slow.stage.step is not None, "a step")
    app.slow.stage.go_to(8)


def laboratory(name: str) -> Callable[[App], Callable[[], QWidget]]:
    """The scene of a laboratory: a window of its own, which is made anew with the main window."""
    def scene(app: App) -> Callable[[], QWidget]:
        app.session.help.show_laboratory(name)

        def found() -> QWidget:
            lab = app.session.help.shelf.made[name]
            wait(PATIENCE, lambda: lab.idle)
            wait(SETTLE)
            return lab
        return found
    return scene


SCENES: dict[str, Callable] = {scene.__name__: scene for scene in (
    start, empty, spiral, cnn, explain, resnet, error, doctor, timeline, ports, siamese, gan, slow)}
SCENES |= {kind.__name__: laboratory(kind.__name__) for kind in EVERY}


def shown(app: App, look: str, scale: float, size: tuple[int, int]) -> None:
    """The window in another look, with everything drawn."""
    app.settings.theme, app.settings.text_scale = look, scale
    app.window.resize(*size)
    app.show_look()
    wait(SETTLE)
    wait(PATIENCE, lambda: app.background.idle)


def made(title: str, scene: Callable, options) -> None:
    """All pictures of one scene."""
    from tests.gui.painted_text import cut_labels, cut_words
    with tempfile.TemporaryDirectory() as folder:
        app = App(Settings(Path(folder) / "settings.ini"))
        app.window.resize(*options.sizes[0])
        app.show()
        need(lambda: app.runner is not None, "the window")
        need(lambda: app.background.idle, "the first page")
        seen = scene(app) or (lambda: app.window)
        for size in options.sizes:
            for look in options.themes:
                for scale in options.scales:
                    shown(app, look, scale, size)
                    name = f"{title}-{look}-{size[0]}" + (f"-{scale:g}" if scale != 1 else "") + ".png"
                    widget = seen()
                    image = widget.grab().toImage()
                    if options.small:
                        image = few_colours(image)
                    image.save(str(options.folder / name), quality=0)
                    found = cut_labels(widget) + cut_words(widget) if options.check else []
                    print(name, *found, sep="\n    ", flush=True)
        app.files.unsaved.give_up()
        app.window.close()
        app.let_go()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.set_text_scale(1.0)


def few_colours(image: QImage) -> QImage:
    """The picture in its 256 most frequent colours, every other by the nearest: a third of the bytes, undithered."""
    pixels = pixels_of(image).astype(int)
    key = (pixels[..., 0] >> 3 << 10) | (pixels[..., 1] >> 3 << 5) | (pixels[..., 2] >> 3)
    keys, counts = np.unique(key, return_counts=True)
    sums = np.stack([np.bincount(key.ravel(), pixels[..., place].ravel(), 1 << 15) for place in range(3)], 1)[keys]
    means = sums / counts[:, None]
    palette = np.round(means[np.argsort(-counts)[:256]]).astype(int)
    nearest = np.zeros(1 << 15, np.uint8)
    nearest[keys] = ((means[:, None] - palette[None]) ** 2).sum(-1).argmin(1)
    places = np.ascontiguousarray(nearest[key])
    made = QImage(places.data, image.width(), image.height(), image.width(), QImage.Format.Format_Indexed8).copy()
    made.setColorTable([0xFF000000 | red << 16 | green << 8 | blue for red, green, blue in palette.tolist()])
    return made


def pair(text: str) -> tuple[int, int]:
    """A size, 1480x900."""
    wide, _, high = text.partition("x")
    return int(wide), int(high)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("scenes", nargs="*", metavar="scene", help=f"some of {', '.join(SCENES)}; all without any")
    parser.add_argument("--themes", nargs="+", default=["dark", "light", "projector"])
    parser.add_argument("--scales", nargs="+", type=float, default=[1.0])
    parser.add_argument("--sizes", nargs="+", type=pair, default=[(1480, 900)])
    parser.add_argument("--check", action="store_true", help="list words that are cut off")
    parser.add_argument("--small", action="store_true", help="256 colours, for files that are kept")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Layerlab")
    for name in options.scenes or SCENES:
        made(name, SCENES[name], options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
