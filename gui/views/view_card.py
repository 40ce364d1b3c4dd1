"""A card of the right column: a head with title or tabs, a note, a pin, and one view at a time."""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
)

from gui.style import theme
from gui.text.file_names import safe_name
from gui.text.translation import tr
from gui.views.base import BlockPanel, Panel
from gui.views.saving import ask, copy_picture, copy_table
from gui.views.view_tabs import ViewTabs
from gui.widgets.basic import Elided, icon_button, restyle

SAVE_KEYS = "Ctrl+Shift+E"
DOINGS = {"float": "In a window of its own", "fill": "Fill the column, or back", "another": "One more of this kind",
          "close": "Close this view"}
"""What can be done with a view, by a word."""
OWN_HEAD = 30
"""Pixels that can be taken hold of where a view writes its own title."""
WIDE = 340
"""From this width on the note stands beside the title, below it on narrower cards."""


class PanelCard(QFrame):
    """Holds views as tabs; the one that is shown gives note and pin."""

    tab_changed = Signal()
    wanted = Signal(str, object)
    """What somebody wants done with a view: "float", "fill", "another" or "close", and its class."""
    said = Signal(str)
    """A sentence about a file that was written, or not."""
    dragged = Signal(object, QPoint)
    """A view is dragged by the head of the card, to a point of the screen."""
    dropped = Signal(object, QPoint)

    def __init__(self, panels: list[Panel]):
        super().__init__()
        self.setProperty("card", True)
        self.panels = panels
        self._held: tuple[QPoint, type[Panel]] | None = None
        self._drags = False
        self._followed: Panel | None = None
        self.stack = QStackedWidget()
        self.stack.setProperty("clear", True)
        self.note = Elided()
        self.pin = icon_button("pin", "Stay with this block", framed=False, size=14)
        self.pin.setFixedSize(theme.px(14) + 8, theme.px(14) + 6)
        self.pin.setCheckable(True)
        self.pin.clicked.connect(self._pin)
        self.save_action = QAction(tr("Save this view…"), self)
        self.save_action.setShortcut(QKeySequence(SAVE_KEYS))
        self.save_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.save_action.triggered.connect(self._save)
        self.addAction(self.save_action)
        self._more_actions()
        self.save = icon_button("save", "Save this view as a picture or a table", framed=False, size=14)
        self.save.setFixedSize(theme.px(14) + 8, theme.px(14) + 6)
        theme.set_icon(self.save, "save", "faint", 14)
        self.save.clicked.connect(self.save_action.trigger)
        self.title = self._tabs() if len(panels) > 1 else self._heading()
        self._head, self._below = QHBoxLayout(), QHBoxLayout()
        for line, above in ((self._head, 0), (self._below, 4 * (len(panels) > 1))):
            line.setSpacing(4)
            line.setContentsMargins(0, above, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        if panels[0].own_head:
            for button in (self.save, self.more):
                button.setParent(self)  # there is no head to stand in
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addLayout(self._below)
        column.addSpacing(0 if panels[0].own_head else 6)
        column.addWidget(self.stack, 1)
        for panel in panels:
            self.stack.addWidget(panel)
            panel.note_changed.connect(self._show_note)
        self._head.addWidget(self.title)
        if len(panels) > 1:
            self._head.addWidget(self.title.further)
        self._wide: bool | None = None
        self._place_note(True)
        self.setMinimumHeight(max(panel.least_height() for panel in panels))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.signals.changed.connect(self._restyle)
        self._restyle()
        self._switch(0)

    def _more_actions(self) -> None:
        """What else can be done with a view, in a menu and on a right click."""
        self.copy_action = QAction(tr("Copy as a picture"), self)
        self.copy_action.triggered.connect(lambda: copy_picture(self.shown))
        self.addAction(self.copy_action)
        self.table_action = QAction(tr("Copy the numbers"), self)
        self.table_action.triggered.connect(lambda: copy_table(self.shown))
        self.addAction(self.table_action)
        self.more = icon_button("menu", "Float, fill the column, close…", framed=False, size=14)
        self.more.setFixedSize(theme.px(14) + 8, theme.px(14) + 6)
        theme.set_icon(self.more, "menu", "faint", 14)
        self.more.clicked.connect(lambda: self._menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft())))
        for name, words in DOINGS.items():
            action = QAction(tr(words), self)
            action.setObjectName(name)
            action.triggered.connect(lambda *_, name=name: self.wanted.emit(name, type(self.shown)))
            self.addAction(action)

    def _tabs(self) -> ViewTabs:
        bar = ViewTabs(self.panels)
        bar.currentChanged.connect(self._switch)
        bar.installEventFilter(self)
        return bar

    def _heading(self) -> QLabel:
        made = QLabel(tr(self.panels[0].title).upper())
        made.setProperty("role", "muted")
        made.setMinimumHeight(theme.px(20))
        made.setToolTip(self.panels[0].explained())
        return made

    @property
    def shown(self) -> Panel:
        """The view in front."""
        return self.stack.currentWidget()

    def show_panel(self, kind: type[Panel]) -> None:
        """Bring the tab of a view to the front."""
        for place, panel in enumerate(self.panels):
            if type(panel) is kind and len(self.panels) > 1:
                self.title.setCurrentIndex(place)

    def release(self) -> list[Panel]:
        """Give the views back, so that another card may take them."""
        for panel in self.panels:
            panel.note_changed.disconnect(self._show_note)
            panel.setParent(None)
        return self.panels

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        own = self.shown.actions()
        menu.addActions(own)
        if own:
            menu.addSeparator()
        menu.addActions(self.actions())
        return menu

    def contextMenuEvent(self, event):
        """What can be done with the view in front: what only it can do first."""
        self._menu().popup(event.globalPos())

    # ---- dragging by the head

    @property
    def head_height(self) -> int:
        """Pixels from the upper edge that can be taken hold of."""
        return theme.px(OWN_HEAD) if self.panels[0].own_head else self.stack.y()

    def eventFilter(self, watched, event):
        """The tabs of the head: the one that was pressed is dragged."""
        kinds = {QEvent.Type.MouseButtonPress: self._take_hold, QEvent.Type.MouseMove: self._drag,
                 QEvent.Type.MouseButtonRelease: self._drop}
        do = kinds.get(event.type())
        if do is not None and watched is self.title:
            tab = self.title.tabAt(event.position().toPoint())
            do(event, type(self.panels[tab]) if tab >= 0 else type(self.shown))
            return self._drags and event.type() != QEvent.Type.MouseButtonPress
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event):
        if event.position().y() < self.head_height:
            self._take_hold(event, type(self.shown))
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event):
        self._drag(event)

    def mouseReleaseEvent(self, event):
        self._drop(event)

    def _take_hold(self, event, kind):
        if event.button() == Qt.MouseButton.LeftButton:
            self._held, self._drags = (event.globalPosition().toPoint(), kind), False

    def _drag(self, event, *_):
        if self._held is None:
            return
        at = event.globalPosition().toPoint()
        self._drags = self._drags or (at - self._held[0]).manhattanLength() >= QApplication.startDragDistance()
        if self._drags:
            self.dragged.emit(self._held[1], at)

    def _drop(self, event, *_):
        held, self._held = self._held, None
        if held is not None and self._drags:
            self._drags = False
            self.dropped.emit(held[1], event.globalPosition().toPoint())

    def mouseDoubleClickEvent(self, event):
        """On the head: fill the column, or give the room back."""
        if event.position().y() < self.stack.y():
            self.wanted.emit("fill", type(self.shown))

    def _switch(self, place: int):
        self.stack.setCurrentIndex(place)
        self._name_tabs()
        self._show_note()
        self.tab_changed.emit()

    def _show_note(self):
        panel = self.shown
        self.note.show_text(panel.note, *panel.shorter)
        self.title.setVisible(not panel.own_head)
        self.note.setVisible(bool(panel.note))
        self.pin.setVisible(panel.follows)
        if panel.follows:
            self._show_pin(panel)

    def _show_pin(self, panel: BlockPanel):
        self.pin.setChecked(panel.pinned)
        tip = tr("Pinned to {block}; click to follow the selection", block=panel.spoken) if panel.pinned \
            else tr("Stay with {block}, whatever is selected", block=panel.spoken)
        self.pin.setToolTip(tip)
        self.pin.setAccessibleName(tip)
        theme.set_icon(self.pin, "pin", "accent" if panel.pinned else "faint", 14)

    def _pin(self, checked: bool):
        self.shown.pin(checked)
        self._show_pin(self.shown)

    def _save(self):
        name = tr(self.shown.title)
        ask(self.shown, self.window(), name, safe_name(f"{self.shown.document.project.name} {name}") + ".png",
            self.said.emit)

    def _place_note(self, wide: bool):
        if wide == self._wide:
            return
        self._wide = wide
        line = self._head if wide else self._below
        side = Qt.AlignmentFlag.AlignRight if wide else Qt.AlignmentFlag.AlignLeft
        self.note.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        for button in (self.pin, self.save, self.more):
            self._head.removeWidget(button)
        line.addWidget(self.note, 1)
        if not wide:
            self._head.addStretch(1)
        self._head.addWidget(self.pin)
        if not self.panels[0].own_head:
            self._head.addWidget(self.save)
            self._head.addWidget(self.more)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        if self.panels[0].own_head:
            for place, button in enumerate((self.more, self.save)):
                button.move(self.width() - (place + 1) * button.width() - 10, 8)
                button.raise_()
        self._name_tabs()
        room = self.width() - 32 - self.title.sizeHint().width() - 2 * self.save.width()
        self._place_note(self.width() >= WIDE and room > 110)

    def _restyle(self):
        if len(self.panels) > 1:
            self.title.setFont(theme.font(13, 500))
            self._name_tabs()
        else:
            self.title.setFont(theme.heading())
        self.note.setFont(theme.font(12, tabular=True))
        restyle(self.note, "role", "muted")

    def _name_tabs(self):
        """As there is room for."""
        if len(self.panels) < 2:
            return
        self.title.fit(self.width() - 32 - self.pin.width() - 2 * self.save.width() - 12)
