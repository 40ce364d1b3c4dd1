"""The composition root: paints the window first, loads the training thread, canvas and views afterwards."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from core.engine import compiler_processes
from core.files import picture_decoding
from core.project.examples import starters
from core.project.presets import presets
from core.session.orders import Ask
from core.session.trainer_factory import trouble
from core.text.resources import resource
from gui.app.arrangement import arrange, arrangement_of
from gui.app.autosave import Rescue
from gui.app.garbage_collector import Collector
from gui.app.kept_settings import KeptSettings
from gui.app.restore import opened_in, reopen
from gui.app.session import Session
from gui.app.window_place import place
from gui.centre.slow_motion import SlowMotionPage
from gui.drawing.picture_decoding import decode
from gui.forms.form import Form
from gui.model.background import Background
from gui.model.document import Document
from gui.model.selection import Selection
from gui.model.settings import Settings
from gui.shell.appearance import Appearance
from gui.shell.fault_window import Faults
from gui.shell.keyboard_guard import KeyGuard
from gui.shell.main_window import MainWindow
from gui.shell.project_files import Files
from gui.style import theme
from gui.text import language
from gui.text.translation import tr
from gui.widgets.kept_picture import HeldPicture


class App(QObject):
    """Everything that one window needs, put together. `ready` once canvas, views and training thread stand."""

    ready = Signal()

    def __init__(self, settings: Settings, project=None, path: str | Path | None = None):
        super().__init__()
        self.settings = settings
        picture_decoding.use(decode)
        language.use(settings.language)
        theme.set_text_scale(settings.text_scale)
        theme.apply(settings.theme)
        Form.unfolded = set(settings.unfolded)
        self.document, self.selection = Document(project, path), Selection()
        self.background, self.look = Background(), Appearance(settings, self._arrangement)
        self.look.changed.connect(self.show_look)
        self.window = MainWindow(self.document, self.selection, self.background)
        self.kept_settings = KeptSettings(settings, lambda sentence: self.window.status.say(sentence), self)
        self.held = HeldPicture(self.window, self._is_filled, self._filled)
        self.files = Files(self.window, self.document, self.background, settings)
        self.rescue = Rescue(self.window, self.document, self.files, self.background, settings.path.parent)
        self.session = self._new_session()
        for part in (self.document, self.selection, self.background, self.look, self.files, self.rescue):
            part.setParent(self)
        self.guard = KeyGuard(self.window, self.selection)
        self.runner = self.rewinding = self.doctor = None
        self._leaving = False
        self.window.closing.connect(self._closing)
        self.window.painted.connect(self._bring_in)
        self.window.show_start(project is None)

    def show(self, room: QSize | None = None) -> None:
        """Open the window where it stood last; on a screen of so much `room` the first time."""
        place(self.window, self.settings, room)

    def let_go(self) -> None:
        """Give back all memory of a window that is closed. What is tied by signals is freed by nothing else."""
        self.window.deleteLater()
        self.deleteLater()

    def _is_filled(self) -> bool:
        return self.runner is None or self.runner.fed

    def _filled(self):
        if self.runner is not None:
            self.runner.keep_needs(())

    def _arrangement(self) -> dict:
        return arrangement_of(self.window)

    def _new_session(self) -> Session:
        made = Session(self.window, self.document, self.selection, self.files, self.settings, self.look)
        made.help.remember(self.settings.arrangement.get("laboratories"))
        return made

    def show_look(self) -> None:
        """Follow the settings: theme, size of text, language. What depends on size or words is made again at once."""
        scale, returned = theme.text_scale(), self.look.take_arrangement()
        words = language.use(self.settings.language)
        theme.set_text_scale(self.settings.text_scale)
        theme.apply(self.settings.theme)
        if words:
            self.document.say_again()
        if words or theme.text_scale() != scale:
            self._make_anew(words)
        if returned is not None:
            arrange(self.window, returned)
        self.window.top.show_theme()
        if theme.text_scale() != scale:
            self.window.status.say(tr("Text at {percent} %", percent=round(100 * theme.text_scale())))

    def _make_anew(self, words: bool):
        old, page = self.session, self.files.tables.put_aside()
        if self.runner is not None:
            self.race.close()
        self.held.hold()
        if self.window.network is not None:
            # Nobody draws from these any more; the new ones ask for themselves, mostly for the same.
            self.runner.keep_needs((self.window.network, *self.window.views.panels.values()))
        arranged, opened = arrangement_of(self.window), opened_in(self.window, self.doctor, old.help)
        old.help.leave()
        self.window.refill()
        self.session = self._new_session()
        self.session.help.remember(old.help.laboratories)
        for part in (old, self.rewinding, self.doctor):
            if part is not None:
                delete(part)
        if self.runner is not None:
            self._bring_views()
        arrange(self.window, arranged)
        if opened is not None:
            reopen(self.window, self.doctor, self.session.help, opened)
        self.files.tables.take_up(page, words)

    def open(self, path: str) -> None:
        """Open a file, or the starter or preset of that file name."""
        starter = next((one for one in (*starters(), *presets()) if one.file == path), None)
        if starter:
            self.session.open_starter(starter)
        else:
            self.session.open_path(path)

    def _bring_in(self):
        """What takes longer to import than a window may stay blank."""
        from gui.model.training_client import Runner
        self.runner = Runner(parent=self)
        self.rescue.take_in(self.runner)
        self.runner.state_changed.connect(self._ask_for_trouble)
        self._bring_views()
        arrange(self.window, self.settings.arrangement)
        self.ready.emit()

    def _ask_for_trouble(self, state):
        """Once, when the first kernels were prepared."""
        if state.phase in ("ready", "training"):
            self.runner.state_changed.disconnect(self._ask_for_trouble)
            self.runner.order(Ask(trouble, lambda sentence: sentence and self.window.status.say(sentence)))

    def _bring_views(self):
        from gui.centre.network_view import NetworkView
        from gui.centre.race_page import RacePage
        from gui.doctor.doctor import Doctor
        from gui.timeline.rewinding import Rewinding
        from gui.timeline.timeline_card import TimelineCard
        from gui.views.column import RightColumn
        network = NetworkView(self.document, self.selection, self.runner)
        timeline = TimelineCard(self.runner)
        views = RightColumn(self.document, self.selection, self.runner)
        self.window.take_in(network, timeline, views)
        self.rewinding = Rewinding(self.window, self.document, self.runner, timeline)
        self.doctor = Doctor(self.window, self.document, self.selection, self.runner, network, views)
        views.explanation_wanted.connect(network.explain)
        views.said.connect(self.window.status.say)
        self.slow = SlowMotionPage(self.document, self.selection, self.runner, network, self.background)
        self.slow.said.connect(self.window.status.say)
        self.window.commands["slow"].triggered.connect(lambda: self.window.starting or self.slow.open())
        self.race = RacePage(self.document, self.runner, network, self.background, timeline)
        self.race.said.connect(self.window.status.say)
        self.window.commands["race"].triggered.connect(lambda: self._race())
        self.window.left.comparison_wanted.connect(self._race)
        self.window.commands["add_view"].triggered.connect(views.desk.open_gallery)
        self.window.commands["layout"].triggered.connect(views.desk.forget)
        self.session.take_in(self.runner, network, self.rewinding, (self.race, self.slow))
        if self.window.starting:
            self.window.start.draw_cards()

    def _race(self, key: str = "") -> None:
        """Open the race, with a comparison of that key where one is named."""
        if not self.window.starting and self.document.check.trainable:
            self.race.open()
            if key:
                self.race.stage.compare(key)
        elif not self.window.starting:
            self.session.training.show_problem()

    def _closing(self, event):
        if not self._leaving and self.files.unsaved.lost:
            event.ignore()
            self.files.after_keeping(self._leave)
            return
        # Out of sight at once; the training thread may need a moment for the chunk that runs.
        self.settings.geometry = self.window.saveGeometry()
        self.window.hide()
        self._close()

    def _leave(self):
        self._leaving = True
        QTimer.singleShot(0, self.window, self.window.close)  # not inside the event that was just refused

    def _close(self):
        self.held.let_go()
        self.settings.last = self.files.origin
        self.settings.arrangement = arrangement_of(self.window) | {"laboratories": self.session.help.laboratories}
        self.settings.unfolded = sorted(Form.unfolded)
        self.kept_settings.close()
        if self.runner is not None:
            self.race.leave()
            self.runner.close()
        self.background.close()
        self.rescue.close()


class OpenProgram(NamedTuple):
    """The program while its window is open."""

    app: App
    collector: Collector
    faults: Faults

    def leave(self) -> None:
        """The window is closed."""
        compiler_processes.processes.close()
        self.collector.close()
        self.faults.close()


def open_window(path: str, settings: Settings, room: QSize, shown: Callable[[], None]) -> OpenProgram:
    """Open the window on a screen of so much `room`, with a file where `path` names one, else with the last project;
    `shown` is called when it has painted."""
    QApplication.setWindowIcon(QIcon(str(resource("layerlab.svg"))))
    collector, faults = Collector(), Faults()
    app = faults.app = App(settings)
    opened = OpenProgram(app, collector, faults)
    app.window.painted.connect(shown)
    app.show(room)
    app.window.activateWindow()
    wanted = path or settings.last
    if wanted:
        app.window.start.hold(True)
        app.files.settled.connect(lambda: app.window.start.hold(False))
        app.ready.connect(lambda: app.open(wanted))
    elif not settings.toured:
        app.ready.connect(lambda: app.session.help.show_tour())
    if not wanted:
        most = 1 if settings.toured else compiler_processes.at_once()  # at the first start there is much to compile
        app.ready.connect(lambda: compiler_processes.processes.begin_ahead(most))
    app.document.opened.connect(collector.expect)
    app.ready.connect(lambda: app.runner.state_changed.connect(collector.follow))
    return opened
