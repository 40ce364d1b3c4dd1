"""The real program on a real screen, for tests that move the real mouse: it answers where things are, and does nothing.

    python -m tests.screen.host SETTINGS [PROJECT]

A line of JSON on the standard input asks, a line of JSON on the standard output answers.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QSocketNotifier
from PySide6.QtWidgets import QApplication

from core.engine.compiler_processes import at_once, processes
from gui.app.app import App
from gui.model.settings import Settings
from gui.own_data.draw_window import DrawWindow


class Host:
    """Answers questions about one window."""

    def __init__(self, app: App):
        self.app = app
        self.notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self.notifier.activated.connect(self._read)

    def _read(self, *_):
        line = sys.stdin.readline()
        if not line:
            QApplication.quit()
            return
        name, *rest = json.loads(line)
        print(json.dumps(getattr(self, f"ask_{name}")(*rest)), flush=True)

    @staticmethod
    def _middle(widget) -> list[int]:
        place = widget.mapToGlobal(widget.rect().center())
        return [place.x(), place.y()]

    def _on_stage(self, x: float, y: float) -> list[int]:
        stage = self.app.window.network.stage
        place = stage.viewport().mapToGlobal(QPoint(round(x), round(y - stage.verticalScrollBar().value())))
        return [place.x(), place.y()]

    def ask_window(self) -> int:
        """The number by which the screen knows the window."""
        return int(self.app.window.winId())

    def ask_ready(self) -> bool:
        """Everything stands."""
        return self.app.session.network is not None and self.app.window.isVisible()

    def ask_nothing(self) -> list[int]:
        """The middle of the button that begins with nothing."""
        return self._middle(next(button for button in self.app.window.start.findChildren(type(self.app.window.top.play))
                                 if button.accessibleName() == "Start from nothing"))

    def ask_first_card(self) -> list[int]:
        """The middle of the first card of the first page."""
        return self._middle(self.app.window.start.cards[0])

    def ask_accuracy(self) -> float | None:
        """The newest share of right answers on the validation split."""
        return self.app.runner.history.curve("validation", "accuracy").last

    def ask_chip(self, kind: str) -> list[int]:
        """The middle of a layer in the palette."""
        return self._middle(next(chip for chip in self.app.window.left.layers.findChildren(object)
                                 if getattr(chip, "kind", "") == kind and chip.isVisible()))

    def ask_gap(self, source: str, target: str = "") -> list[int]:
        """Where a layer is dropped between two blocks."""
        slot = next(slot for slot in self.app.window.network.stage.scene.calm.slots if slot[:2] == (source, target))
        return self._on_stage(slot.mark.x + slot.mark.w / 2, slot.mark.y + slot.mark.h * 0.7)

    def ask_block(self, id: str) -> list[int]:
        """The middle of a block's card."""
        card = self.app.window.network.stage.scene.arrangement.places[id].card
        return self._on_stage(card.cx, card.cy)

    def ask_play(self) -> list[int]:
        """The middle of Play."""
        return self._middle(self.app.window.top.play)

    def ask_moment(self, share: float) -> list[int]:
        """A place on the timeline, as a share of the epochs trained."""
        bar = self.app.window.timeline.bar
        place = bar.mapToGlobal(QPoint(round(bar.x_of(share * self.app.runner.state.epoch)), bar.height() // 2))
        return [place.x(), place.y()]

    @staticmethod
    def _drawing() -> DrawWindow:
        return next(one for one in QApplication.topLevelWidgets() if isinstance(one, DrawWindow) and one.isVisible())

    def ask_draw_window(self) -> int:
        """The number of the window that is drawn in, 0 while there is none."""
        return next((int(one.winId()) for one in QApplication.topLevelWidgets()
                     if isinstance(one, DrawWindow) and one.isVisible()), 0)

    def ask_pad(self, strokes: list) -> list:
        """Places of the pad, from 0 to 1 right and down, on the screen, stroke by stroke."""
        pad = self._drawing().pad
        return [[[place.x(), place.y()] for x, y in stroke
                 for place in [pad.mapToGlobal(QPoint(round(x * pad.width()), round(y * pad.height())))]]
                for stroke in strokes]

    def ask_drawn(self) -> list:
        """(strokes on the pad, whether an answer is awaited, [what each kept drawing is, whether it was answered so]).
        """
        drawing = self._drawing()
        return [len(drawing.pad.strokes), bool(drawing._asked), [[digit, bool(right)]
                                                                 for _, digit, right in drawing.kept]]

    def ask_state(self) -> dict:
        """What a test looks at afterwards."""
        state, stage = self.app.runner.state, self.app.window.network.stage
        part = stage.scene.part
        return {"phase": state.phase, "sentence": state.sentence, "epoch": state.epoch,
                "rewound": state.rewound, "later": state.later, "starting": self.app.window.starting,
                "selected": self.app.selection.node, "part": part is not None,
                "value": stage.weight_editing.value() if part else None,
                "nodes": [node.id for node in self.app.document.project.network.nodes],
                "undo": self.app.document.undo_stack.undoText(),
                "moments": len(self.app.runner.track.moments)}


def main() -> int:
    """Run until the standard input ends."""
    application = QApplication(sys.argv[:1])
    if len(sys.argv) == 2:
        processes.begin_ahead()
    app = App(Settings(Path(sys.argv[1])))
    app.window.move(0, 0)
    app.window.resize(1280, 800)
    host = Host(app)
    if len(sys.argv) == 2:
        app.ready.connect(lambda: processes.begin_ahead(at_once()))
    app.show()
    if len(sys.argv) > 2:
        app.open(sys.argv[2])
    code = application.exec()
    processes.close()
    app.files.unsaved.give_up()
    app.window.close()
    del host
    return code


if __name__ == "__main__":
    sys.exit(main())
