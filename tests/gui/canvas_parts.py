"""A canvas in a window with the palette beside it, and hands to use them with real mouse and key events."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QWidget

from core.datasets.spirals import Spirals
from core.declare.registry import DATASETS, LAYERS, LOSSES
from core.project.spec import Data, Network, Node, Project, Training
from gui.centre.network_view import NetworkView
from gui.model.document import Document
from gui.model.selection import Selection
from gui.model.training_client import Runner
from gui.sidebar.palette import LayerPalette
from gui.style import theme

Dense, Conv2D, Flatten, Pool = (LAYERS[name] for name in ("Dense", "Conv2D", "Flatten", "MaxPooling2D"))


def digits(*layers) -> Project:
    """Digits of 8×8 pixels and a chain of layers."""
    return Project(network=chained(*layers), data=Data(dataset=DATASETS["Digits8x8"]()),
                   training=Training(loss=LOSSES["SparseCategoricalCrossentropy"]()))


def spirals(*layers) -> Project:
    """Two spirals and a chain of layers."""
    return Project(network=chained(*layers), data=Data(dataset=Spirals(count=120)))


def chained(*layers) -> Network:
    """Layers one behind the other, with the ids that the canvas would give."""
    nodes, before, counts = [], "input", {}
    for layer in layers:
        stem = type(layer).__name__.lower()
        counts[stem] = counts.get(stem, 0) + 1
        nodes.append(Node(f"{stem}{counts[stem]}", layer, (before,)))
        before = nodes[-1].id
    return Network(tuple(nodes))


class Desk:
    """Document, selection, runner and canvas in one window."""

    def __init__(self, qtbot, project: Project | None = None, size=(768, 664)):
        theme.apply("dark", QApplication.instance())
        self.document, self.selection, self.runner = Document(project or digits()), Selection(), Runner()
        self.window = QWidget()
        row = QHBoxLayout(self.window)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.palette = LayerPalette(compact=False)
        for part in (self.document, self.selection, self.runner):
            part.setParent(self.window)
        self.view = NetworkView(self.document, self.selection, self.runner)
        self.palette.dragged.connect(self.view.drag.begin)
        # As in the sidebar: more layers make a longer way to scroll, not a higher window.
        column = QScrollArea(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
        column.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.setFixedWidth(264)
        column.setWidget(self.palette)
        row.addWidget(column)
        row.addWidget(self.view, 1)
        self.window.resize(size[0] + 264, size[1])
        self.stage, self.scene = self.view.stage, self.view.stage.scene
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitExposed(self.window)
        self.stage.setFocus()

    def close(self) -> None:
        """Stop the training thread."""
        self.runner.close()

    # ---- what is there

    @property
    def nodes(self) -> list[str]:
        """Ids in canvas order."""
        return [node.id for node in self.document.project.network.nodes]

    @property
    def links(self) -> set[tuple[str, str]]:
        """All links."""
        return {(source, node.id) for node in self.document.project.network.nodes for source in node.inputs}

    def place(self, id: str):
        """Where a block stands."""
        return self.scene.arrangement.places[id]

    def point(self, x: float, y: float) -> QPoint:
        """A point of the scene in the viewport."""
        return QPoint(round(x), round(y - self.stage.verticalScrollBar().value()))

    def middle(self, id: str) -> QPoint:
        """The middle of a block's card."""
        card = self.place(id).card
        return self.point(card.cx, card.cy)

    def gap(self, source: str, target: str = "") -> QPoint:
        """A point on the drop line between two blocks."""
        slot = next(slot for slot in self.scene.calm.slots if slot[:2] == (source, target))
        return self.point(slot.mark.x + slot.mark.w / 2, slot.mark.y + slot.mark.h * 0.7)

    def plus(self, source: str, target: str = "") -> QPoint:
        """The + between two blocks."""
        slot = next(slot for slot in self.scene.arrangement.slots if slot[:2] == (source, target) and slot.plus)
        return self.point(*slot.plus)

    # ---- hands

    def click(self, point: QPoint) -> None:
        """A click of the left button."""
        QTest.mouseMove(self.stage.viewport(), point)
        QTest.mouseClick(self.stage.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)

    def drag(self, start: QPoint, end: QPoint, drop: bool = True) -> None:
        """Press, move in steps, release."""
        viewport = self.stage.viewport()
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
        for step in range(1, 7):
            QTest.mouseMove(viewport, start + (end - start) * step / 6)
        if drop:
            QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)

    def drag_in(self, kind: str, end: QPoint, drop: bool = True) -> None:
        """Pull a layer from the palette to a point of the canvas."""
        chip = next(chip for chip in self.palette.chips if chip.kind == kind)
        left = Qt.MouseButton.LeftButton
        target = chip.mapFromGlobal(self.stage.viewport().mapToGlobal(end))
        QTest.mousePress(chip, left, Qt.KeyboardModifier.NoModifier, QPoint(10, 10))
        for step in range(1, 9):
            QTest.mouseMove(chip, QPoint(10, 10) + (target - QPoint(10, 10)) * step / 8)
        if drop:
            QTest.mouseRelease(chip, left, Qt.KeyboardModifier.NoModifier, target)

    def key(self, key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        """A key on the canvas."""
        QTest.keyClick(self.stage, key, modifiers)

    def find(self, text: str) -> None:
        """Type into the open search and take the first layer."""
        line = self.view.finder.line
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)
