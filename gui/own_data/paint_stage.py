"""The stage on which points are painted while the network learns them."""

from collections.abc import Callable
from functools import partial

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from core.datasets import painting
from core.datasets.base import Dataset
from core.datasets.painted import COLOURS, Points
from core.declare.parameters import number, whole
from core.declare.registry import DATASETS
from core.inspection.needs import Plane, PlaneMaps, Snapshot
from core.project.fitting import with_dataset
from core.text.formula.curve import curve
from core.text.formula.parse import FormulaError
from gui.drawing.block_names import spoken
from gui.drawing.moment import plane_size
from gui.forms.editors import PressGesture
from gui.forms.form import Form
from gui.own_data.paint_pad import LEAST, MOST
from gui.own_data.paint_squares import MOST_UNITS, PaintSquares
from gui.style import theme
from gui.text.number_text import grouped
from gui.text.translation import counted, tr
from gui.widgets.basic import Elided, label
from gui.widgets.menu_button import MenuButton
from gui.widgets.switches import Segments

TOOLS = {"brush": "Brush", "single": "Single", "jitter": "Jitter", "pull": "Pull", "erase": "Rub out"}
CURVE_POINTS = 200


class Brush(Struct, frozen=True):
    """How a brush works."""

    radius: number(LEAST, MOST, "Radius", "how far the brush reaches") = 0.12
    rate: whole(1, 500, "Per second", "how many points fall while the button is down", scale="log") = 60
    strength: number(0.005, 0.3, "Jitter", "how far the jitter shakes points") = 0.03
    value: number(-10, 10, "Value", "what new points are worth where values are predicted") = 1.0


class PaintStage(QWidget):
    """Edits the painted points of the document. `closed` when the person goes back; `needs_changed` as of a view."""

    closed = Signal()
    needs_changed = Signal()

    def __init__(self, document, at_redraw: Callable[[Callable[[], None]], None]):
        super().__init__()
        self.document, self.gesture, self._at_redraw = document, PressGesture(), at_redraw
        self.brush, self.class_number = Brush(), 0
        self.squares = PaintSquares()
        self.pad = self.squares.pad
        self._waiting: Points | None = None
        self.pad.begun.connect(self.gesture.begin)
        self.pad.stroked.connect(self._stroked)
        self.pad.ended.connect(self._ended)
        self.pad.radius_wanted.connect(lambda radius: self._brush_edited(replace(self.brush, radius=radius)))
        self._build()
        for place in range(10):
            self._key(str((place + 1) % 10), partial(self.choose_class, place))
        document.changed.connect(self._show)
        theme.signals.changed.connect(self.update)
        self._show(document.project)

    def _key(self, keys: str, do) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(do)

    def _build(self):
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(label("Paint points", "", 14, 600))
        self.facts = Elided()
        head.addWidget(self.facts, 1)
        back = QPushButton(tr("Back to the network"))
        back.clicked.connect(self.closed)
        head.addWidget(back)
        column.addLayout(head)
        row = QHBoxLayout()
        self.tools = Segments(tuple(map(tr, TOOLS.values())), name=tr("Tool"))
        self.tools.chosen.connect(self._tool_chosen)
        row.addWidget(self.tools)
        row.addStretch(1)
        self.classes = MenuButton("", "The class of new points (keys 1 to 9, 0)", 13, True)
        self.class_menu = QMenu(self.classes)
        self.classes.show_menu(self.class_menu)
        row.addWidget(self.classes)
        column.addLayout(row)
        column.addWidget(self.squares, 1)
        column.addLayout(self._foot())
        column.addWidget(label("Drag to paint, Shift erases, Alt pulls, the wheel changes the radius. By keys: arrows "
                               "move the brush, Space paints, Shift+Space erases, Alt+arrow pulls.", "muted", 12,
                               wrap=True))

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(16)
        self.form = Form(self.brush, label_width=76)
        self.form.edited.connect(lambda brush, *_: self._brush_edited(brush))
        foot.addWidget(self.form, 1)
        side = QVBoxLayout()
        border = QHBoxLayout()
        border.addWidget(label("Border: y >", "", 13))
        self.formula = QLineEdit()
        self.formula.setPlaceholderText(tr("such as {formula}", formula="sin(3x)/2"))
        self.formula.setAccessibleName(tr("Border as a formula of x"))
        self.formula.returnPressed.connect(self.add_curve)
        border.addWidget(self.formula, 1)
        add = QPushButton(tr("Add {n} points", n=CURVE_POINTS))
        add.clicked.connect(self.add_curve)
        side.addLayout(border)
        side.addWidget(add)
        self.fault = label("", "problem", 12, wrap=True)
        self.fault.hide()
        side.addWidget(self.fault)
        more = QHBoxLayout()
        copy = MenuButton(tr("Copy from"), "Take the points of another set, to be bent further", 13, True)
        menu = QMenu(copy)
        for name, member in DATASETS.items():
            if member.plane:
                menu.addAction(tr(member.shown_name())).triggered.connect(partial(self.copy_from, name))
        copy.show_menu(menu)
        more.addWidget(copy)
        empty = QPushButton(tr("Begin anew"))
        empty.clicked.connect(lambda: self._edit(painting.begun(), tr("Begin anew")))
        more.addWidget(empty)
        more.addStretch(1)
        side.addLayout(more)
        side.addStretch(1)
        foot.addLayout(side, 1)
        return foot

    # ---- showing

    @property
    def dataset(self) -> Dataset | None:
        """The painted set of the document, None where it has another."""
        found = self.document.project.data.dataset
        return found if found.painted else None

    def _show(self, project) -> None:
        dataset = self.dataset
        if dataset is None:
            self.closed.emit()
            return
        self.squares.show_points(dataset.points, dataset.predict == "value")
        self.facts.show_text(counted(len(dataset.points), "{n} point", "{n} points", n=grouped(len(dataset.points))))
        by_class = dataset.predict == "class"
        self.class_number = min(self.class_number, dataset.classes - 1)
        self.classes.setVisible(by_class)
        self.form.rows["value"].setVisible(not by_class)
        self.classes.setText(tr("Class {number}: {name}", number=self.class_number + 1,
                                name=tr(COLOURS[self.class_number])))
        self.pad.value = float(self.class_number) if by_class else self.brush.value
        self._fill_classes(dataset)
        self.needs_changed.emit()

    def _fill_classes(self, dataset):
        self.class_menu.clear()
        for place, name in enumerate(COLOURS[:dataset.classes]):
            action = self.class_menu.addAction(f"{place + 1}  {tr(name)}")
            action.triggered.connect(partial(self.choose_class, place))
        if dataset.classes < len(COLOURS):
            self.class_menu.addSeparator()
            self.class_menu.addAction(tr("One class more")).triggered.connect(
                lambda: self.choose_class(dataset.classes))

    def needs(self) -> set:
        """What the network makes of the square."""
        return {PlaneMaps(plane_size(self.document.check.total))} if self.dataset is not None else set()

    def take(self, snapshot: Snapshot) -> None:
        """Draw what a snapshot brings."""
        for need in self.needs():
            plane = snapshot.get(need)
            if plane is not None and self.isVisible():
                self.squares.show_plane(plane, *self._hidden(plane))

    def _hidden(self, plane: Plane) -> tuple[np.ndarray, str]:
        """Maps of the last block before the answers, and what is said of them."""
        network = self.document.project.network
        ids = [node.id for node in network.nodes if plane.maps.get(node.id, plane.output) is not plane.output]
        if not ids:
            return np.zeros((0, 1, 1), np.float32), ""
        maps = plane.maps[ids[-1]]
        shown = min(len(maps), MOST_UNITS)
        return maps[:shown], tr("{shown} of {count} units of the {block} over the same square", shown=shown,
                                count=len(maps), block=spoken(network, ids[-1]))

    def take_focus(self) -> None:
        """The keys to the square."""
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- doing

    def choose_class(self, place: int, *_) -> None:
        """Another class for new points; one beyond the last is made, with an output for it."""
        dataset = self.dataset
        if dataset is None or place > dataset.classes or place >= len(COLOURS):
            return
        self.class_number = place
        if place == dataset.classes:
            after = with_dataset(self.document.project, replace(dataset, classes=place + 1))
            self.document.edit(after, tr("One class more"))
        self._show(self.document.project)

    def add_curve(self) -> None:
        """Points of two classes on both sides of the border that is typed."""
        try:
            border = curve(self.formula.text())
        except FormulaError as error:
            self.fault.setText(str(error))
            self.fault.show()
            return
        self.fault.hide()
        rng = np.random.default_rng()
        self._edit(painting.curved(self.pad.points, border, CURVE_POINTS, rng), tr("Border"))

    def copy_from(self, name: str, *_) -> None:
        """The points of a set of the plane in place of those that are there."""
        source = DATASETS[name]()
        dataset = painting.as_painted(source)
        self.document.edit(with_dataset(self.document.project, dataset),
                           tr("Copied from {name}", name=tr(source.shown_name())))

    def _tool_chosen(self, place):
        self.pad.tool = list(TOOLS)[place]
        self.pad.update()

    def _brush_edited(self, brush):
        self.brush = brush
        self.pad.radius, self.pad.rate, self.pad.strength = brush.radius, brush.rate, brush.strength
        self.form.show_value(brush)
        self._show(self.document.project)
        self.pad.update()

    def _stroked(self, points):
        if self._waiting is None:
            self._at_redraw(self._commit)
        self._waiting = points

    def _ended(self):
        self._commit()
        self.gesture.end()

    def _commit(self):
        points, self._waiting = self._waiting, None
        if points is not None:
            self._edit(points, tr("Stroke"), self.gesture.name)

    def _edit(self, points, text, merge=""):
        if self.dataset is not None:
            dataset = replace(self.dataset, points=points)
            data = replace(self.document.project.data, dataset=dataset)
            self.document.edit_data(data, text, merge)
