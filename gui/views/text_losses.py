"""The loss over a text: each token on a ground that is the stronger the more it surprised the network."""

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolTip, QWidget

from core.inspection.needs import Snapshot
from core.inspection.text_losses import LossesOfText, TextLosses
from gui.drawing.token_flow import flowing
from gui.style import theme
from gui.text.number_text import local
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import SLOWLY, Panel, view

LINE, EDGE = 22, 4
STRONGEST = 0.85


class LossText(QWidget):
    """Drawn by hand; under the pointer stand loss and likeliest answers. `chosen(record)` on a click."""

    chosen = Signal(int)

    def __init__(self):
        super().__init__()
        self.found: TextLosses | None = None
        self.names: tuple[str, ...] = ()
        self.boxes: list[QRectF] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setProperty("clear", True)
        self.setAccessibleName(tr("The text with the loss of every token"))
        theme.signals.changed.connect(self._place)

    def show_losses(self, found: TextLosses, names: tuple[str, ...]) -> None:
        """Show a text; the names of the tokens are those of the answers."""
        same = self.found is not None and self.names == names and (
            self.found.tokens.shape == found.tokens.shape and (self.found.tokens == found.tokens).all())
        self.found, self.names = found, names
        if same:
            self.update()
        else:
            self._place()

    def _place(self):
        if self.found is None:
            return
        high = theme.px(LINE)
        words = [self._name(token) for token in self.found.tokens.tolist()]
        self.boxes = flowing(words, QFontMetricsF(theme.font(13)), self.width(), high, EDGE, 1.0, 0.0)
        self.setFixedHeight(round((self.boxes[-1].bottom() if self.boxes else 0) + EDGE))
        self.update()

    def _name(self, token: int) -> str:
        return self.names[token] if token < len(self.names) else str(token)

    def resizeEvent(self, event):
        if event.oldSize().width() != self.width():
            self._place()

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def at(self, position) -> int:
        """The place of the token under a point; −1 for none."""
        return next((place for place, box in enumerate(self.boxes) if box.contains(position)), -1)

    def words(self, place: int) -> str:
        """What is told of a token: its loss, its share, and what was likeliest."""
        found = self.found
        loss, name = float(found.losses[place]), self._name(int(found.tokens[place]))
        if math.isnan(loss):
            return tr("{name}: nothing was asked here", name=name)
        best = "\n".join(f"{self._name(int(token))}  {local(f'{100 * share:.1f}')} %" for token, share in
                         zip(found.likeliest[place], found.shares[place], strict=True))
        return tr("{name}: loss {loss}, expected with {share} %", name=name, loss=local(f"{loss:.2f}"),
                  share=local(f"{100 * math.exp(-loss):.1f}")) + "\n" + best

    def event(self, event):
        if event.type() == QEvent.Type.ToolTip and self.found is not None:
            place = self.at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), plain(self.words(place)) if place >= 0 else "", self)
            return True
        return super().event(event)

    def mousePressEvent(self, event):
        if self.found is not None and (place := self.at(event.position())) >= 0:
            self.chosen.emit(int(self.found.samples[place]))

    def paintEvent(self, event):
        if self.found is None:
            return
        painter, seen = QPainter(self), QRectF(event.rect())
        painter.setFont(theme.font(13))
        painter.setPen(theme.colour("text"))
        ground = theme.colour("negative")
        worst = math.log(max(self.found.classes, 2))
        for place, box in enumerate(self.boxes):
            if not box.intersects(seen):
                continue
            loss = float(self.found.losses[place])
            if not math.isnan(loss):
                ground.setAlphaF(STRONGEST * min(max(loss / worst, 0.0), 1.0))
                painter.fillRect(box, ground)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._name(int(self.found.tokens[place])))


@view
class TextLossPanel(Panel):
    """A passage from the chosen record on, every token of it with its loss."""

    place = 5
    title = "Loss over the text"
    short = "Text"
    question, glyph = "wrong", "record_loss"
    formula = r"-\ln p_t"
    meaning = ("A passage of the text, each token on a ground that is the stronger the less the network expected it; "
               "the pointer shows the loss and what it expected instead")
    minimum_height = 240
    share = 30

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.text = LossText()
        self.text.chosen.connect(lambda record: selection.choose_sample(self.selection.sample[0], record))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self.text)
        self.body.addWidget(area, 1)
        selection.sample_changed.connect(self._other_sample)

    def _other_sample(self, *_):
        self.needs_changed.emit()

    @classmethod
    def accepts(cls, check, description):
        return bool(description.targets) and description.targets[0].task.of_text

    @property
    def need(self) -> LossesOfText:
        """The losses from the chosen record on."""
        return LossesOfText(*self.selection.sample)

    def needs(self):
        return {self.need: SLOWLY}

    def refresh(self):
        self.needs_changed.emit()

    def draw(self, snapshot: Snapshot) -> None:
        found, described = snapshot.get(self.need), self.document.description
        if found is None or described is None:
            return
        self.text.show_losses(found, described.inputs[0].tokens)
        mean = found.mean
        if not math.isnan(mean):
            self.say(tr("{loss} a token, as if {count} were left to choose from", loss=local(f"{mean:.2f}"),
                        count=local(f"{math.exp(min(mean, 50)):.1f}")), tr("{loss} a token", loss=local(f"{mean:.2f}")))

    def table(self):
        found = self.text.found
        if found is None:
            return []
        return [("token", "loss", "likeliest", "share"),
                *((self.text.names[int(token)], float(loss), self.text.names[int(best[0])], float(share[0]))
                  for token, loss, best, share in zip(found.tokens, found.losses, found.likeliest, found.shares,
                                                      strict=True))]
