"""The network of slow motion: a column for each block with its numbers, values going forward, gradients coming back."""

import numpy as np
from PySide6.QtCore import QEasingCurve, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.inspection.slow_step import BACKWARD, FORWARD, LOSS, SAMPLE, SCALE, UPDATE, SlowStep
from core.project.nodes import origin
from gui.drawing.block_names import spoken
from gui.drawing.pictures import short
from gui.explanation.page import moves
from gui.style import theme
from gui.text.number_text import local
from gui.text.translation import counted, tr

UNITS, COLUMNS = 5, 6
"""Numbers that are shown of a block, and blocks side by side."""
CARD, HEAD = QSize(84, 42), 34
LOW, FLAT, APART = 34, 22, 4
"""Below the first height of a card its second line stands beside the first one, which takes the second height at least;
pixels between two cards."""
WAY_MS = 900
"""Milliseconds for which values run forward, or gradients back; where the system wants no motion they do not."""
DASHES = [1.5, 3.0]
"""Of what comes back, in widths of the pen."""


class Column:
    """A block: its values, the places that are shown, what is passed back to them, and the blocks it takes from."""

    def __init__(self, node: str, name: str, values: np.ndarray, slopes: np.ndarray | None, sources: set[str]):
        self.node, self.name, self.sources = node, name, sources
        self.values = values.ravel()
        self.slopes = None if slopes is None else slopes.ravel()
        self.places: list[int] = []
        self.show_most(UNITS)

    def show_most(self, most: int) -> None:
        """Show the largest values alone, in their order, where there are more than so many."""
        order = np.argsort(-np.abs(np.nan_to_num(self.values)), kind="stable")[:most]
        self.places = sorted(map(int, order))

    @property
    def more(self) -> int:
        """How many numbers are not shown."""
        return len(self.values) - len(self.places)


class SlowFlow(QWidget):
    """Shows a step as far as one of its instructions."""

    def __init__(self):
        super().__init__()
        self.columns: list[Column] = []
        self._blocks: set[str] = set()
        self.step: SlowStep | None = None
        self.place, self.loss = 0, ""
        self.way = QVariantAnimation(self, duration=WAY_MS, startValue=0.0, endValue=1.0)
        """How far values have run along their connections, or gradients back."""
        self.way.setEasingCurve(QEasingCurve.Type.InOutQuad)
        self.way.valueChanged.connect(lambda _: self.update())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("The network in slow motion"))
        theme.signals.changed.connect(self.update)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, theme.px(200))

    def show_step(self, step: SlowStep, place: int, project) -> None:
        """A step, and the instruction at which it stands."""
        if step is not self.step:
            network = project.network
            ids = [*(key for key in step.values if key in step.values and network.node(key) is None and ":" not in key
                     and "." not in key), *dict.fromkeys(one.node for one in step.instructions
                                                         if one.kind == FORWARD)]
            self._blocks = {one.node for one in step.instructions if one.kind == FORWARD}
            self.columns = [Column(id, spoken(network, id), step.values[id], self._slopes(step, id),
                                   self._sources(network.node(id))) for id in ids]
        if (step, place) != (self.step, self.place) and moves(self):
            self.way.stop()
            self.way.start()
        self.step, self.place = step, place
        self.update()

    @staticmethod
    def _sources(node) -> set[str]:
        return set() if node is None else {origin(source) for source in node.inputs}

    def hideEvent(self, event):
        super().hideEvent(event)
        self.way.stop()

    @staticmethod
    def _slopes(step: SlowStep, node: str) -> np.ndarray | None:
        found = step.slopes.get(node)
        return step.slopes.get(f"{node}:z") if found is None else found

    def _known(self) -> tuple[set[str], set[str]]:
        """The blocks whose values are known at this instruction, and those whose gradients are."""
        done = self.step.instructions[:self.place + 1]
        values = {one.node for one in done if one.kind in (FORWARD, SCALE)}
        if any(one.kind == SAMPLE for one in done):
            values |= {column.node for column in self.columns if column.node not in self._blocks}
        return values, {one.node for one in done if one.kind in BACKWARD}

    def _seen(self) -> list[Column]:
        """The columns around the present one, as many as have room."""
        room = min(COLUMNS, max(int(self.width() // theme.px(150)), 2))
        if len(self.columns) <= room:
            return self.columns
        here = next((at for at, column in enumerate(self.columns) if column.node == self._now.node), 0)
        first = min(max(here - room // 2, 0), len(self.columns) - room)
        return self.columns[first:first + room]

    @property
    def _now(self):
        return self.step.instructions[self.place]

    @property
    def _rows(self) -> tuple[int, float]:
        """How many numbers of a block find room below each other, and their distance."""
        room = self.height() - theme.px(HEAD) - theme.px(36)
        count = min(UNITS, max(int(room // (theme.px(FLAT) + APART)), 1))
        return count, room / count

    def _box(self, at: int, total: int, unit: int, units: int) -> QRectF:
        count, rows = self._rows
        high = min(theme.px(CARD.height()), rows - APART)
        pitch = self.width() / max(total, 1)
        wide = theme.px(CARD.width() if high >= theme.px(LOW) else CARD.width() * 1.35)
        wide = min(wide, pitch - 24)
        top = theme.px(HEAD) + (count - units) * rows / 2 + unit * rows
        return QRectF(at * pitch + (pitch - wide) / 2, top + (rows - high) / 2, wide, high)

    def paintEvent(self, event):
        if self.step is None or not self.columns:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen, (values, slopes) = self._seen(), self._known()
        for column in seen:
            column.show_most(self._rows[0])
        for at, right in enumerate(seen):
            for before in range(at):
                if seen[before].node in right.sources:
                    self._paint_wires(painter, seen, before, at)
        for at, column in enumerate(seen):
            self._paint_column(painter, at, len(seen), column, column.node in values, column.node in slopes)
        self._paint_loss(painter)

    def _paint_wires(self, painter, seen, at: int, to: int) -> None:
        """Lines from each number of a block to each of one that takes from it: coloured while values go forward there,
        dashed and violet while gradients come back; what goes there runs along them."""
        left, right, total, now = seen[at], seen[to], len(seen), self._now
        forward = now.kind == FORWARD and now.node == right.node
        back = now.kind in BACKWARD and now.node == right.node
        pen = QPen(theme.colour("line"), 1)
        if forward:
            pen = QPen(theme.colour("accent"), 1.6)
        elif back:
            pen = QPen(theme.colour("gradient"), 1.6)
            pen.setDashPattern(DASHES)
        for one in range(len(left.places)):
            for other in range(len(right.places)):
                start = self._box(at, total, one, len(left.places))
                end = self._box(to, total, other, len(right.places))
                wire = self._wire(painter, QPointF(start.right(), start.center().y()),
                                  QPointF(end.left(), end.center().y()), pen, back)
                if forward or back:
                    sign = "positive" if float(left.values[left.places[one]]) >= 0 else "negative"
                    self._run(painter, wire, "gradient" if back else sign, back)
        for unit, place in enumerate(left.places):
            box = self._box(at, total, unit, len(left.places))
            if forward:
                self._chip(painter, QPointF(box.right() + 22, box.center().y()), float(left.values[place]),
                           "positive" if left.values[place] >= 0 else "negative")
        for unit, place in enumerate(right.places if back else ()):
            box = self._box(to, total, unit, len(right.places))
            if right.slopes is not None and place < len(right.slopes):
                self._chip(painter, QPointF(box.left() - 24, box.center().y()), float(right.slopes[place]), "gradient")

    def _run(self, painter, wire: QPainterPath, role: str, back: bool) -> None:
        """A dot on its way along a wire, while there is one."""
        if self.way.state() != QVariantAnimation.State.Running:
            return
        share = float(self.way.currentValue())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(role))
        painter.drawEllipse(wire.pointAtPercent(1 - share if back else share), 3.5, 3.5)

    def _wire(self, painter, start: QPointF, end: QPointF, pen: QPen, back: bool) -> QPainterPath:
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        path, half = QPainterPath(start), (end.x() - start.x()) / 2
        path.cubicTo(start + QPointF(half, 0), end - QPointF(half, 0), end)
        painter.drawPath(path)
        if back:
            painter.setBrush(theme.colour("gradient"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon([start, start + QPointF(7, -3.5), start + QPointF(7, 3.5)])
        return path

    def _chip(self, painter, middle: QPointF, value: float, role: str) -> None:
        painter.setFont(theme.font(11, 600, tabular=True))
        words = local(short(value))
        wide = painter.fontMetrics().horizontalAdvance(words) + 10
        box = QRectF(middle.x() - wide / 2, middle.y() - 8, wide, 16)
        painter.setPen(QPen(theme.colour(role), 1.3))
        painter.setBrush(theme.colour("panel"))
        painter.drawRoundedRect(box, 8, 8)
        painter.setPen(theme.colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_column(self, painter, at, total, column: Column, known: bool, blamed: bool) -> None:
        pitch, here = self.width() / total, column.node == self._now.node
        painter.setFont(theme.font(12, 600))
        painter.setPen(theme.colour("text"))
        head = QRectF(at * pitch + 4, 2, pitch - 8, theme.px(HEAD) - 4)
        name = painter.fontMetrics().elidedText(column.name, Qt.TextElideMode.ElideRight, int(head.width()))
        painter.drawText(head, Qt.AlignmentFlag.AlignCenter, name)
        for unit, place in enumerate(column.places):
            box = self._box(at, total, unit, len(column.places))
            painter.setPen(QPen(theme.colour("accent" if here else "line"), 1.6 if here else 1))
            painter.setBrush(theme.colour("card"))
            painter.drawRoundedRect(box, 7, 7)
            value = float(column.values[place])
            if known:
                strip = QRectF(box.left() + 6, box.top() + 6, 5, box.height() - 12)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("positive" if value >= 0 else "negative"))
                painter.drawRoundedRect(strip, 2, 2)
            known_slope = blamed and column.slopes is not None and place < len(column.slopes)
            slope = column.slopes[place] if known_slope else None
            self._write(painter, box, local(f"{value:.{3 if value % 1 else 0}f}".replace("-", "−")) if known else "?",
                        f"∂ {local(short(float(slope)))}" if slope is not None else f"{place + 1}",
                        ("text" if known else "faint", "gradient" if blamed else "muted"))
        if column.more > 0:
            painter.setFont(theme.font(11))
            painter.setPen(theme.colour("muted"))
            foot = QRectF(at * pitch, self.height() - theme.px(18), pitch, theme.px(16))
            painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, counted(column.more, "and {n} more", "and {n} more"))

    @staticmethod
    def _write(painter, box: QRectF, value: str, below: str, roles: tuple[str, str]) -> None:
        """A number of a block, and what stands below it, or beside it in a low card."""
        low = box.height() < theme.px(LOW)
        first = box.adjusted(16, 0, -4, 0) if low else box.adjusted(16, 3, -4, -box.height() / 2 + 2)
        second = box.adjusted(16, 0, -6, 0) if low else box.adjusted(16, box.height() / 2 - 1, -4, -3)
        side = Qt.AlignmentFlag.AlignRight if low else Qt.AlignmentFlag.AlignLeft
        painter.setFont(theme.font(13, 600, tabular=True))
        painter.setPen(theme.colour(roles[0]))
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter, value)
        painter.setFont(theme.font(11, tabular=True))
        painter.setPen(theme.colour(roles[1]))
        painter.drawText(second, Qt.AlignmentFlag.AlignVCenter | side, below)

    def _paint_loss(self, painter) -> None:
        """The loss stands below as soon as it is known; after the update what has become of it."""
        kinds = [one.kind for one in self.step.instructions[:self.place + 1]]
        if LOSS not in kinds:
            return
        words = tr("loss {loss}", loss=local(f"{self.step.loss:.4f}"))
        if kinds[-1] == UPDATE:
            words = tr("loss {before} → {after}", before=local(f"{self.step.loss:.4f}"),
                       after=local(f"{self.step.loss_after:.4f}"))
        painter.setFont(theme.font(13, 600, tabular=True))
        painter.setPen(theme.colour("negative_text"))
        foot = QRectF(0, self.height() - theme.px(36), self.width() - 6, theme.px(18))
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
