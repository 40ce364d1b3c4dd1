"""What a person does with views as wholes: adds and closes them, lets one float or fill the column."""

from functools import partial

from PySide6.QtCore import QObject, QPoint, QRect, QTimer

from gui.text.translation import tr
from gui.views.arrange import PANELS, arrange
from gui.views.base import Panel
from gui.views.chosen import ChosenViews, kind_of
from gui.views.docking import FLOAT, STAY, CardBox, DockMark, DockPlace, Layout, docked, fitted, place_at, sentence
from gui.views.floating import FloatingView
from gui.views.gallery import Gallery
from gui.views.view_card import PanelCard


class ViewDesk(QObject):
    """Serves one right column. `filling` is the view that has the whole column, None as a rule."""

    def __init__(self, column):
        super().__init__(column)
        self.column = column
        self.chosen = ChosenViews(PANELS)
        self.filling: type[Panel] | None = None
        self.windows: dict[type[Panel], FloatingView] = {}
        self.gallery: Gallery | None = None
        self.mark: DockMark | None = None

    @property
    def key(self) -> str:
        """The kind of project for which views are chosen."""
        return kind_of(self.column.document)

    def kinds(self) -> list[type[Panel]]:
        """The views of the present kind of project."""
        return self.chosen.of(self.key)

    def docked(self, kinds) -> tuple[type[Panel], ...]:
        """Those of `kinds` that stand in the column."""
        if self.filling in kinds and self.filling not in self.chosen.floating:
            return (self.filling,)
        return tuple(kind for kind in kinds if kind not in self.chosen.floating)

    def fits(self, kind: type[Panel]) -> bool:
        """Whether a view has something to show of the present project."""
        check, found = self.column.document.check, self.column.document.description
        return found is not None and kind.accepts(check, found)

    def open_gallery(self) -> None:
        """Offer everything that can be seen, while the column is."""
        if not self.column.isVisible():
            return
        if self.gallery is None:
            self.gallery = Gallery(self.column)
            self.gallery.chosen.connect(self.take)
        self.gallery.offer(PANELS, set(self.column.panels), [kind for kind in PANELS if self.fits(kind)])
        self.gallery.open_beside(self.column)

    def take(self, kind: type[Panel]) -> None:
        """A tile was chosen: have the view, or bring it to the front where it is there."""
        if kind not in self.column.panels:
            self.chosen.add(self.key, kind)
            self.column.choose_again()
        self.column.bring(kind)

    def do(self, name: str, kind: type[Panel]) -> None:
        """What the menu of a card offers."""
        getattr(self, f"_{name}")(kind)

    def _close(self, kind) -> None:
        self.chosen.close(self.key, kind)
        self.filling = None if self.filling is kind else self.filling
        self.column.choose_again()

    def _another(self, kind) -> None:
        made = self.chosen.next_copy(self.key, kind)
        if made is None:
            self.column.said.emit(tr("There are four of this view already; close one first."))
            return
        self.column.panels[kind].stay()
        self.chosen.add(self.key, made)
        self.column.choose_again()
        self.column.bring(made)

    def _fill(self, kind) -> None:
        self.filling = None if self.filling is kind else kind
        self.column.arrange_again()

    def _float(self, kind) -> None:
        if kind in self.chosen.floating:
            self.dock(kind)
            return
        self.chosen.floating.add(kind)
        self.column.arrange_again()

    # ---- docking by hand

    def arranged(self, kinds: tuple[type[Panel], ...], width: int, height: int) -> Layout:
        """The docked views in a column of a size: as a person laid them, else as usual."""
        layout = [] if self.filling in kinds else self.chosen.layout(self.key)
        return fitted(layout, kinds, width, height) if layout else arrange(kinds, width, height)

    def connect_card(self, card: PanelCard) -> None:
        """Follow what is done with a card."""
        card.wanted.connect(self.do)
        card.said.connect(self.column.said)
        card.dragged.connect(self.drag)
        card.dropped.connect(self.drop)

    def _place(self, kind: type[Panel], at: QPoint) -> DockPlace:
        column = self.column
        cards = [CardBox(tuple(type(panel) for panel in card.panels), QRect(card.mapTo(column, QPoint()), card.size()),
                         card.head_height) for card in column.cards]
        return place_at(cards, column.rect(), column.mapFromGlobal(at), kind)

    def drag(self, kind: type[Panel], at: QPoint) -> None:
        """A view is dragged to a point of the screen: light where it would land, and say it."""
        if self.mark is None:
            self.mark = DockMark(self.column)
        place = self._place(kind, at)
        card = next((card for card in self.column.cards if any(type(one) is kind for one in card.panels)), None)
        lifted = QRect() if card is None else QRect(card.mapTo(self.column, QPoint()), card.size())
        self.mark.show_place(place.lit, lifted)
        self.column.said.emit(sentence(place))

    def drop(self, kind: type[Panel], at: QPoint) -> None:
        """It was let go: have it there, when its card has finished with the mouse."""
        self.mark.hide()
        place = self._place(kind, at)
        self.column.said.emit("")
        QTimer.singleShot(0, self, partial(self.land, kind, place, at))

    def land(self, kind: type[Panel], place: DockPlace, at: QPoint) -> None:
        """Dock a view at a place, or let it float at a point of the screen."""
        if place.way == FLOAT:
            self.chosen.floating.add(kind)
            self.column.arrange_again()
            if kind in self.windows:
                self.windows[kind].move(at)
        elif place.way != STAY:
            self.chosen.floating.discard(kind)
            self.filling = None
            self.chosen.lay_out(self.key, docked(self.column.arrangement, kind, place))
            self.column.arrange_again()
            self.column.bring(kind)

    def dock(self, kind: type[Panel]) -> None:
        """Back into the column."""
        self.chosen.floating.discard(kind)
        self.column.arrange_again()
        self.column.bring(kind)

    def let_go(self) -> None:
        """Take the views out of their windows, before they are arranged again or deleted."""
        for window in self.windows.values():
            window.card.release()
            window.hide()
            window.deleteLater()
        self.windows = {}

    def show_floating(self) -> None:
        """A window for every view that floats."""
        column = self.column
        for kind, panel in column.panels.items():
            if kind in self.chosen.floating:
                window = self.windows[kind] = FloatingView(column, panel)
                window.closing.connect(self.dock)
                self.connect_card(window.card)
                window.setVisible(column.isVisible())

    def follow(self, visible: bool) -> None:
        """Windows are seen while the column is."""
        for window in self.windows.values():
            window.setVisible(visible)

    def take_up(self, kept: dict) -> None:
        """The choice of another window, or of an earlier start."""
        self.chosen.take_up(kept)
        self.column.choose_again()

    def forget(self) -> None:
        """The usual views again."""
        self.chosen.forget()
        self.filling = None
        self.column.choose_again()
