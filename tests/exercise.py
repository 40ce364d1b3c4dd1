"""Run in a copy of the program that got a layer, a view, a data set and a format of files more: does it see them?"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from core.declare.registry import DATASETS, LAYERS
from core.project.spec import Data, Network, Node, Project, Training
from core.reference.entries import chapters
from core.trainer import Trainer

FILE = b"%DOTS\n0 0 a\n0.5 1 b\n1 0.5 b\n0.2 0.1 a\n" * 10


def trained() -> None:
    """The layer in a network on the data set: it computes, learns through itself, and goes into a file and back."""
    project = Project(network=Network((Node("n0", LAYERS["Dense"](units=4)), Node("n1", LAYERS["Doubled"](), ("n0",)),
                                       Node("n2", LAYERS["Dense"](units=1), ("n1",)))),
                      data=Data(dataset=DATASETS["Rings"](count=60)), training=Training(loss=chosen()))
    assert Project.from_json(project.to_json()) == project
    trainer = Trainer(project, threads=1)
    x = np.array([[0.3, -0.2]], np.float32)
    w = trainer.weights()
    hidden = 2 * (x @ w["n0.kernel"] + w["n0.bias"])
    np.testing.assert_allclose(trainer.predict(x), hidden @ w["n2.kernel"] + w["n2.bias"], rtol=1e-5)
    before = w["n0.kernel"].copy()
    assert not trainer.step(3).stopped
    assert (trainer.weights()["n0.kernel"] != before).any()


def chosen():
    """A loss that takes the output as it comes."""
    from core.losses.crossentropy import BinaryCrossentropy
    return BinaryCrossentropy(from_logits=True)


def told() -> None:
    """Each stands in the reference."""
    entries = {entry.name for chapter in chapters() for entry in chapter.entries}
    assert {"Doubled", "Rings", "Dots"} <= entries


def opened(folder: Path) -> Project:
    """A file of the new format is known by its bytes, is offered in the dialog and makes a project that trains."""
    from gui.shell.file_kinds import OPEN_FILTER
    from gui.shell.file_reading import read
    assert ("Dots", "*.dots") in OPEN_FILTER
    assert "*.dots" in dict(OPEN_FILTER)["All that can be opened"].split()
    file = folder / "some.dots"
    file.write_bytes(FILE)
    found = read(file).project
    assert type(found.data.dataset).__name__ == "Dots"
    assert not Trainer(found, threads=1).step(2).stopped
    return found


def shown(folder: Path, project: Project) -> None:
    """The window offers them: a chip of the palette, a picture among the data, a tile of the gallery, a card."""
    from gui.app.app import App
    from gui.model.settings import Settings
    from gui.sidebar.data_card import DataGallery
    from gui.sidebar.palette import LayerChip
    from gui.views.arrange import PANELS
    application = QApplication.instance() or QApplication(["layerlab"])
    app = App(Settings(folder / "layerlab.ini"))
    app.window.resize(1480, 900)
    app.show()
    wait(lambda: app.runner is not None)
    assert "Doubled" in {chip.kind for chip in app.window.findChildren(LayerChip)}
    kind = next(kind for kind in PANELS if kind.title == "Steps so far")
    app.files.open_path(folder / "some.dots")
    wait(lambda: app.document.project.data.dataset == project.data.dataset)
    wait(lambda: app.window.views is not None and app.runner.state.phase == "ready")
    app.window.views.desk.take(kind)
    wait(lambda: kind in app.window.views.panels)
    app.document.edit_data(Data(dataset=DATASETS["Circles"]()), "")
    wait(lambda: any("Rings" in gallery.buttons for gallery in app.window.findChildren(DataGallery)))
    throw(app)
    app.files.unsaved.give_up()
    app.window.close()
    application.processEvents()


def throw(app) -> None:
    """The new laboratory stands in the menu of all, has its form, and opens."""
    from gui.shell.project_menus import laboratory_menu
    menu = laboratory_menu(app.window, app.session.help.show_laboratory)
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "Coin").trigger()
    lab = app.session.help.shelf.made["CoinLab"]
    wait(lambda: lab.isVisible() and lab.number.text() == "10")
    assert "tosses" in lab.form.rows


def wait(done, seconds: float = 300) -> None:
    """Let the window live until something holds."""
    for _ in range(int(seconds / 0.015)):
        if done():
            return
        loop = QEventLoop()
        QTimer.singleShot(15, loop.quit)
        loop.exec()
    raise AssertionError("it did not come")


if __name__ == "__main__":
    place = Path(sys.argv[1])
    trained()
    told()
    shown(place, opened(place))
    print("all of it is there")
