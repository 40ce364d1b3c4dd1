"""The cards of a race: a lane's line, its map or its two curves, and what came of it."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from core.races.lane import LaneStanding
from core.races.verdict import reached, verdict
from gui.drawing.axis_ranges import Steady, epochs_shown, loss_reach
from gui.drawing.pictures import short
from gui.drawing.plot import Plot, pen
from gui.style import theme
from gui.text.number_text import grouped, local
from gui.text.plain_text import plain
from gui.text.translation import again, counted, tr
from gui.views.decision_map import DecisionMap
from gui.widgets.basic import Elided, label, restyle

COLOURS = ("positive", "classes 3", "classes 2", "text")
STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.SolidLine, Qt.PenStyle.DotLine)
"""Lanes differ in colour and in dash."""
PICTURE = 104
"""The least side of a lane's picture."""


def lane_pen(place: int, width: float = 2.0) -> QPen:
    """The line of a lane, by its place."""
    name = COLOURS[place % len(COLOURS)]
    token = theme.class_colours()[int(name.split()[1])] if name.startswith("classes ") else name
    made = QPen(QColor(theme.colour(token)), width, STYLES[place % len(STYLES)])
    made.setCosmetic(True)
    return made


class LineSample(QWidget):
    """A short piece of a lane's line."""

    def __init__(self, place: int):
        super().__init__()
        self.place = place
        self.setFixedSize(theme.px(22), theme.px(16))

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(lane_pen(self.place, 2.4))
        painter.drawLine(QPointF(1, self.height() / 2), QPointF(self.width() - 1, self.height() / 2))


class LaneCurves(Plot):
    """Training and validation loss of one lane, where there is no map."""

    def __init__(self, name: str):
        super().__init__(name, left=28, x_ticks=2, y_ticks=2)
        self.train, self.validation, self.top = self.line(), self.line(2), Steady()
        self.setMinimumSize(PICTURE, PICTURE)
        self.look()
        theme.signals.changed.connect(self.look)

    def look(self) -> None:
        """Blue and orange, as everywhere."""
        self.train.set_look(pen("train", 1.6))
        self.validation.set_look(pen("validation", 2.0))

    def show_standing(self, standing: LaneStanding, epochs: int) -> None:
        """Draw both losses so far."""
        self.train.show_data(standing.train.x, standing.train.mean)
        self.validation.show_data(standing.validation.x, standing.validation.mean)
        self.show_range((0.0, epochs_shown(standing.epoch, epochs)),
                        (0.0, self.top.fit(loss_reach(standing.train.mean, standing.watched.mean))))


class LaneCard(QWidget):
    """One lane. `adopt_wanted` when its setting shall become that of the project."""

    adopt_wanted = Signal()

    def __init__(self, place: int, name: str, over_plane: bool, own: bool):
        super().__init__()
        self.setProperty("clear", True)
        self.name, self.standing, self._pointed = name, None, False
        column, head = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        head.setSpacing(6)
        self.title, self.first = Elided(), label("ahead", "accent", 12, 600)
        self.title.setFont(theme.font(13, 600))
        self.title.show_text(name)
        head.addWidget(LineSample(place))
        head.addWidget(self.title, 1)
        head.addWidget(self.first)
        self.first.hide()
        column.addLayout(head)
        self.map = self.curves = None
        if over_plane:
            self.map = DecisionMap()
            self.map.setMinimumSize(PICTURE, PICTURE)
            picture = self.map
        else:
            self.curves = picture = LaneCurves(tr("Training and validation loss of {lane}", lane=name))
        column.addWidget(picture, 1)
        self.loss, self.mark = label("", "", 12, 600, tabular=True), Elided()
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.loss)
        foot.addWidget(self.mark, 1)
        column.addLayout(foot)
        self.verdict = label("", "muted", 12, wrap=True)
        self.verdict.setFixedHeight(theme.px(50))
        self.verdict.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.verdict.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column.addWidget(self.verdict)
        self.adopt = QPushButton(tr("as it is now") if own else tr("Adopt"))
        self.adopt.setToolTip(tr("Make this the setting of your project, as one step that can be undone"))
        self.adopt.setEnabled(not own)
        self.adopt.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.adopt.clicked.connect(self.adopt_wanted)
        column.addWidget(self.adopt)

    def show_standing(self, standing: LaneStanding, leads: bool, epochs: int, two_classes: bool) -> None:
        """Show where the lane stands."""
        fresh = self.standing is None or standing.plane is not self.standing.plane
        self.standing = standing
        self.first.setVisible(leads)
        if self.map is not None and standing.plane is not None and fresh:
            self._show_plane(standing, two_classes)
        if self.curves is not None:
            self.curves.show_standing(standing, epochs)
        self.show_at(None)
        self.verdict.setText(again(verdict(standing)))
        self.verdict.setToolTip(plain(self.verdict.text()))
        self.setToolTip(plain(counted(standing.parameters, "{n} parameter", "{n} parameters",
                                      n=grouped(standing.parameters)) + f"\n{again(standing.ended)}".rstrip()))

    def _show_plane(self, standing: LaneStanding, two_classes: bool) -> None:
        plane = standing.plane
        self.map.what = self.name
        if not self._pointed:
            self._pointed = True
            self.map.show_points(list(standing.points))
        if len(plane.output) > 1:
            self.map.show_classes(plane.output, plane.low, plane.high)
        elif two_classes:
            self.map.show_values(plane.output[0] * 2 - 1, plane.low, plane.high, 1.0)
        else:
            self.map.show_values(plane.output[0], plane.low, plane.high)

    def show_at(self, epoch: float | None) -> None:
        """The figures of an epoch, of the newest without."""
        if self.standing is None or not len(self.standing.watched):
            return
        curve = self.standing.watched
        place = len(curve) - 1 if epoch is None else int(min(max(curve.x.searchsorted(epoch), 0), len(curve) - 1))
        self.loss.setText(tr("loss {loss}", loss=short(float(curve.mean[place]))))
        there = reached(self.standing)
        score = self.standing.score
        if epoch is not None:
            words = tr("at epoch {n}", n=local(f"{curve.x[place]:.3g}"))
        elif there is not None:
            words = tr("95 % at epoch {n}", n=local(f"{there:.3g}"))
        elif len(score) and self.standing.measure == "accuracy":
            words = tr("{share} % right", share=local(f"{score.mean[-1] * 100:.1f}"))
        else:
            words = tr("epoch {n}", n=local(f"{self.standing.epoch:.3g}"))
        self.mark.show_text(words)
        restyle(self.mark, "role", "muted")
