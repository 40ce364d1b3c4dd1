"""The selection on the canvas: a block, several, a link or a weight; and its announcement to assistive programs."""

from PySide6.QtGui import QAccessible, QAccessibleEvent

from gui.canvas.painting import cards
from gui.text.translation import tr


class Selecting:
    """The window knows of one block, the first among several; the canvas of all of them."""

    def __init__(self, stage):
        self.stage = stage
        self._keeping = False

    def block(self, id: str) -> None:
        """One block, "" for nothing."""
        marks = self.stage.marks
        marks.link, marks.chosen = None, frozenset()
        self.stage.selection.select(id)
        self.stage.viewport().update()

    def link(self, pair: tuple[str, str] | None) -> None:
        """A link, or nothing."""
        self.block("")
        self.stage.marks.link = pair
        self.announce()

    def several(self, ids, first: str = "") -> None:
        """Several blocks; `first` is the one whose form is shown."""
        marks = self.stage.marks
        wanted = set(ids) - set(self.stage.document.ports)
        ids = [id for id in self.stage.scene.blocks if id in wanted]
        marks.link, marks.chosen = None, frozenset(ids) if len(ids) > 1 else frozenset()
        self._keeping = True
        self.stage.selection.select(first if first in ids else ids[-1] if ids else "")
        self._keeping = False
        self.announce()
        self.stage.viewport().update()

    def toggle(self, id: str) -> None:
        """Take a block in beside the others, or out."""
        if id in self.stage.document.ports:
            return
        now = set(self.ids) ^ {id}
        self.several(now, id if id in now else "")

    def all(self) -> None:
        """Every block but the data."""
        self.several(self.stage.scene.blocks)

    @property
    def ids(self) -> tuple[str, ...]:
        """The selected blocks as drawn, in canvas order, without the data."""
        marks = self.stage.marks
        wanted = marks.chosen or {marks.node}
        return tuple(id for id in self.stage.scene.blocks if id in wanted and id not in self.stage.document.ports)

    def follow(self, id: str) -> None:
        """Another block was selected, here or elsewhere in the window."""
        stage, marks = self.stage, self.stage.marks
        marks.node = stage.scene.drawn(id)
        if not self._keeping:
            marks.chosen = frozenset()
        if id:
            marks.link = None
        part = stage.weight_editing.part
        if part is not None and part.node != id:
            stage.weight_editing.choose(None)
        stage.sheets.follow(marks.node)
        place = stage.scene.arrangement.places.get(marks.node)
        if place is not None:
            stage.show_box(place.card if stage.height() < place.whole.h else place.whole)
        self.announce()
        stage.viewport().update()

    def rebuilt(self) -> None:
        """Other blocks: forget what is gone."""
        stage, marks = self.stage, self.stage.marks
        marks.node = stage.scene.drawn(stage.selection.node)
        marks.chosen = frozenset(id for id in marks.chosen if id in stage.scene.blocks)
        if len(marks.chosen) < 2:
            marks.chosen = frozenset()
        if marks.link and marks.link not in stage.scene.choice.pairs:
            marks.link = None

    def words(self) -> str:
        """What is selected, in words."""
        stage, marks = self.stage, self.stage.marks
        if stage.weight_editing.part is not None:
            return stage.weight_editing.title(stage.weight_editing.part)
        if marks.link:
            source, target = (stage.commands.name(id) for id in marks.link)
            return tr("link from {source} to {target}", source=source, target=target)
        if marks.chosen:
            return tr("{n} blocks selected", n=len(marks.chosen))
        blocks = stage.scene.blocks
        return cards.card_words(blocks[marks.node]) if marks.node in blocks else tr("nothing selected")

    def announce(self) -> None:
        """Tell assistive programs what is selected."""
        stage = self.stage
        stage.setAccessibleName(tr("Network: {words}", words=self.words()))
        QAccessible.updateAccessibility(QAccessibleEvent(stage, QAccessible.Event.NameChanged))
