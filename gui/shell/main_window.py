"""The main window: its regions, how they fold when there is little room, and what is shown when."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMainWindow, QMenu, QSplitter, QVBoxLayout, QWidget

from core.session.run_state import RunState
from core.text.messages import short
from gui.shell.commands import Commands, wants_menu_bar
from gui.shell.icon_rail import Rail
from gui.shell.start_page import StartPage
from gui.shell.status_bar import StatusBar
from gui.shell.top_bar import TopBar
from gui.sidebar.column import GUTTER, LeftColumn
from gui.style import theme
from gui.text.plain_text import titled
from gui.widgets.basic import restyle

MARGIN = 12
NARROW, WIDE, RAIL_BELOW = 1400, 1800, 1060
LEFT = (248, 264, 288)
RIGHT = (324, 400, 420)
DOUBLE = 820
SMALLEST = (860, 560)
USUAL = (1480, 900)


def wide(column: int) -> int:
    """The width of a column in the table; large text gets half of what it wants, so that the centre keeps room."""
    return round(column * (1 + theme.text_scale()) / 2)


def width_class(width: int) -> int:
    """0, 1 or 2: narrow, usual or wide, as the table of regions has it."""
    return 0 if width < NARROW else 1 if width < WIDE else 2


class MainWindow(QMainWindow):
    """Top bar, left column, centre, right column, status bar.

    The canvas and the views come in with `take_in`, after the first paint. `painted` is emitted once, when the
    window has been drawn for the first time.
    """

    painted = Signal()
    files_dropped = Signal(list)
    closing = Signal(object)

    def __init__(self, document, selection, background):
        super().__init__()
        self.document, self.selection, self.background = document, selection, background
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)
        self.setAcceptDrops(True)
        self.starting = True
        self._was_painted = False
        self._views_wanted, self.alone = True, False
        self.views_width = 0  # as it was chosen, at the usual size of text; 0 for that of the table
        self._snap = QTimer(self, singleShot=True, interval=160)
        self._snap.timeout.connect(self._snap_views)
        self._fill()
        document.changed.connect(self._show_project)
        document.saved_changed.connect(self._show_title)

    def _fill(self):
        self.commands = Commands(self)
        self.top = TopBar(self.document, RunState(), self.commands, self)
        self.left = LeftColumn(self.document, self.selection, self.background)
        self.rail = Rail()
        self.rail.wanted.connect(self._lay_over)
        self.start = StartPage(self.background)
        self.status = StatusBar(self.document)
        self.network = self.views = self.timeline = self.page = None
        self._build()
        self.commands["views"].setChecked(self._views_wanted)
        if wants_menu_bar():
            self.top.menu_button.hide()
        self._show_title()
        self._arrange()

    def _empty(self):
        for action in self.commands.actions.values():
            self.removeAction(action)
            action.deleteLater()
        direct = {"options": Qt.FindChildOption.FindDirectChildrenOnly}
        for part in (self.top.bubble, *self.findChildren(QDialog, **direct), *self.findChildren(QMenu, **direct)):
            part.hide()
            part.deleteLater()
        self.commands.deleteLater()
        if wants_menu_bar():
            self.menuBar().clear()

    def refill(self) -> None:
        """Make everything again, in another size of text or another language; canvas and views come in with `take_in`
        again. What stood in the centre is deleted by Qt when the new one takes its place."""
        self._empty()
        self._fill()
        self.show_start(self.starting)

    def _build(self):
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(MARGIN)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.splitterMoved.connect(lambda *_: self._snap.start())
        self.splitter.addWidget(self.start)
        self.body = QWidget()
        row = QHBoxLayout(self.body)
        row.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.left)
        row.addSpacing(MARGIN - GUTTER)
        row.addWidget(self.splitter, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.body, 1)
        column.addWidget(self.status)
        self.setCentralWidget(whole)

    # ---- what stands in the window

    def take_in(self, network: QWidget, timeline: QWidget, views: QWidget) -> None:
        """The picture of the network for the centre, its past below it, and the views for the right."""
        self.network, self.timeline, self.views = network, timeline, views
        self.centre = QWidget()
        self.centre.setProperty("clear", True)
        column = QVBoxLayout(self.centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MARGIN)
        column.addWidget(network, 1)
        column.addWidget(timeline)
        timeline.worth_changed.connect(self._arrange)
        self.splitter.addWidget(self.centre)
        self.splitter.addWidget(views)
        for index in range(self.splitter.count()):
            self.splitter.setStretchFactor(index, 0 if self.splitter.widget(index) is views else 1)
        self.show_start(self.starting)
        self._set_views_width(self._usual_width())

    def show_start(self, on: bool) -> None:
        """The first page, or the project."""
        self.starting = on
        self.alone = self.alone and not on
        self.commands["alone"].setChecked(self.alone)
        self.start.setVisible(on)
        if self.network is not None:
            self.centre.setVisible(not on)
        self.left.show_start(on)
        self.top.show_start(on)
        if on:
            self.status.show_start()
            if self._was_painted:
                self.start.draw_cards()
        self.take_focus()
        self._show_title()
        self._arrange()

    def take_focus(self) -> None:
        """The keys to the window, where Space plays; to the first page, or to the `page` that stands there instead."""
        if self.page is not None or self.starting:
            (self.page or self.start).take_focus()
        else:
            self.setFocus()

    def show_views(self, on: bool) -> None:
        """Show or hide the right column."""
        self._views_wanted = on
        self._arrange()
        # Not at once: the splitter of a window that was just made again has no width of its own yet.
        QTimer.singleShot(0, self, lambda: self._set_views_width(self._usual_width()))

    def show_alone(self, on: bool) -> None:
        """The network and Play without anything else, or all of the window."""
        self.alone = on and not self.starting
        self.commands["alone"].setChecked(self.alone)
        self.show_views(self._views_wanted)

    def usual_layout(self) -> None:
        """Columns and cards as they were at first."""
        self.show_alone(False)
        self.commands["views"].setChecked(True)
        for card in self.left.cards:
            card.head.setChecked(True)
        self._views_wanted, self.views_width = True, 0
        self._arrange()
        self._set_views_width(self._usual_width())

    def _shows_views(self) -> bool:
        """Whether the views stand in the window: wanted, and of a network that has something to show."""
        return self._views_wanted and not self.starting and not self.alone and bool(self.document.project.network.nodes)

    def _show_project(self, project) -> None:
        self.top.show_project(project)
        if self.views is not None and self.views.isHidden() == self._shows_views():
            self._arrange()
            self._set_views_width(self._usual_width())
        self._show_title()

    def _show_title(self) -> None:
        name = ("• " if self.document.modified else "") + titled(short(self.document.project.name))
        self.setWindowTitle("Layerlab" if self.starting else f"{name} – Layerlab")

    # ---- room

    def _arrange(self) -> None:
        kind = width_class(self.width())
        folded = self.width() < RAIL_BELOW and not self.starting
        self.left.set_card_width(wide(LEFT[kind]))
        self.rail.setVisible(folded and not self.alone)
        self.status.setVisible(not self.alone)
        if folded or self.alone:
            self._lift_left()
        elif self.left.parentWidget() is not self.body:
            self.body.layout().insertWidget(1, self.left)
            restyle(self.left, "lifted", False)
            self.left.show()
        if self.views is not None:
            self.views.setVisible(self._shows_views())
            self.timeline.set_size(kind)
            self.timeline.setVisible(self.timeline.worth and not self.alone and not self.timeline.aside)

    def _lift_left(self) -> None:
        """Take the left column out of the row, to be laid over the canvas on demand."""
        if self.left.parentWidget() is self.body:
            self.body.layout().removeWidget(self.left)
            self.left.setParent(self.centralWidget())
            restyle(self.left, "lifted", True)
        self.left.hide()

    def _lay_over(self, name: str) -> None:
        """Show the left column over the canvas, or put it away again."""
        if self.left.isVisible():
            self.left.hide()
            return
        body = self.body.geometry()
        self.left.setGeometry(self.rail.geometry().right() + 8, body.top() + MARGIN, self.left.width(),
                              body.height() - 2 * MARGIN)
        self.left.show()
        self.left.raise_()
        self.left.ensureWidgetVisible(getattr(self.left, name), 0, 0)

    def put_away(self) -> bool:
        """Put the laid-over column away; False where none is."""
        lifted = self.left.parentWidget() is not self.body and self.left.isVisible()
        if lifted:
            self.left.hide()
        return lifted

    def _usual_width(self) -> int:
        return wide(self.views_width or RIGHT[width_class(self.width())])

    def _set_views_width(self, width: int) -> None:
        if self.views is None:
            return
        rest = max(self.splitter.width() - width - MARGIN, 1)
        self.splitter.setSizes([width if self.splitter.widget(i) is self.views else
                                rest if self.splitter.widget(i).isVisibleTo(self.splitter) else 0
                                for i in range(self.splitter.count())])

    def _snap_views(self) -> None:
        """The right column takes one of its three widths."""
        if self.views is None or not self.views.isVisible():
            return
        here = self.views.width()
        usual = RIGHT[2] if width_class(self.width()) == 2 else RIGHT[1]
        self.views_width = min((RIGHT[0], usual, DOUBLE), key=lambda width: abs(wide(width) - here))
        self._set_views_width(self._usual_width())

    # ---- events

    def resizeEvent(self, event):
        super().resizeEvent(event)
        before, now = (width_class(size.width()) for size in (event.oldSize(), event.size()))
        self._arrange()
        first = event.oldSize().width() < 1
        if before != now or first:
            self.views_width = self.views_width if first else 0
            self._set_views_width(self._usual_width())

    def paintEvent(self, event):
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            # After this event and everything it brings in has been drawn.
            QTimer.singleShot(0, self.painted.emit)

    def dragEnterEvent(self, event):
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event):
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def closeEvent(self, event):
        self.closing.emit(event)
