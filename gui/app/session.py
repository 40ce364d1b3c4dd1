"""Implements the commands: connects document, selection, training, canvas and files to the window."""

from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMenu
from shiboken6 import isValid

from core.files.user_files import shown
from core.project.spec import Project
from core.session.orders import SetSpeed, Show
from core.text.errors import LayerlabError
from gui.app.own_samples import OwnSamples
from gui.app.training_commands import TrainingCommands
from gui.centre.painting import Painting
from gui.drawing import png
from gui.model.command_table import shown_keys
from gui.shell.carrying import Carrying
from gui.shell.commands import wants_menu_bar
from gui.shell.help import Help
from gui.shell.project_menus import laboratory_menu, language_menu, preset_menu, recent_menu, show_presets, starter_menu
from gui.sidebar.finder import LayerFinder
from gui.text.file_names import filters, safe_name
from gui.text.plain_text import unmarked
from gui.text.translation import tr
from gui.widgets import dialogs

ON_NETWORK = ("insert", "duplicate", "earlier", "later", "delete", "field")
NAMES = {"field": "form"}


class Session(QObject):
    """One window's worth of behaviour. The runner, the canvas and the views come in later, with `take_in`."""

    def __init__(self, window, document, selection, files, settings, look):
        super().__init__(window)
        self.look = look
        self.window, self.document, self.selection = window, document, selection
        self.files, self.settings = files, settings
        self.runner = self.network = self.rewinding = self.painting = None
        self.pages: tuple = ()
        self.finder: LayerFinder | None = None
        self.training, self.own = TrainingCommands(self), OwnSamples(self)
        self.help, self.carrying = Help(self), Carrying(self)
        self._connect_commands()
        self._connect_regions()
        self._menus()

    def _connect_commands(self):
        does = {
            "start": self.show_start, "open": self.files.ask_open, "save": lambda: self.files.save(),
            "save_as": lambda: self.files.save_as(), **self.carrying.commands,
            "rename": self.rename, "picture": self.save_picture,
            "notes": self.window.left.write_notes, "paint": self.paint, "draw": self.own.draw,
            "try": lambda: self.own.try_one(),
            "paste_table": self.files.paste_table, "open_folder": self.files.ask_open_folder,
            "text": self.help.show_project_text, "data_place": self.files.data.choose,
            "undo": self.document.undo_stack.undo, "redo": self.document.undo_stack.redo,
            "insert": self.insert, "duplicate": lambda: self._on_network("duplicate"),
            "earlier": lambda: self._on_network("earlier"), "later": lambda: self._on_network("later"),
            "delete": lambda: self._on_network("delete"), "form": self.focus_form,
            "escape": self.escape, **self.training.does(),
            "views": lambda: self.window.show_views(self.window.commands["views"].isChecked()),
            "alone": lambda: self.window.show_alone(self.window.commands["alone"].isChecked()),
            "layout": self.window.usual_layout, "theme": self.look.switch_theme,
            "projector": self.look.switch_projector, "larger": lambda: self.look.step(1),
            "smaller": lambda: self.look.step(-1), "usual_text": lambda: self.look.set_scale(1.0),
            "shortcuts": self.help.show_keys, "reference": self.help.show_reference,
            "guide": self.help.show_guide,
            "sight": self.help.show_sight,
            "tour": lambda: self.help.show_tour(), "about": lambda: dialogs.about(self.window, self.settings.path),
            "quit": self.window.close,
        }
        for name, do in does.items():
            self.window.commands[name].triggered.connect(do)
        self.document.undo_stack.indexChanged.connect(self._show_undo)
        self._show_undo()

    def _connect_regions(self):
        window, left = self.window, self.window.left
        left.layer_wanted.connect(self.add_layer)
        left.layer_dragged.connect(self._drag)
        left.own_data_wanted.connect(self.files.ask_open)
        left.painting_wanted.connect(self.paint)
        window.start.starter_chosen.connect(self.open_starter)
        window.start.nothing_chosen.connect(self.open_nothing)
        window.start.data_chosen.connect(self.files.ask_open)
        window.start.projects_wanted.connect(lambda text: show_presets(window, self.open_starter, text))
        window.start.recent_chosen.connect(self.open_path)
        window.start.show_recent(self.settings.known_recents)
        window.files_dropped.connect(self.own.dropped)
        window.top.speed.chosen.connect(lambda notch: self.runner and self.runner.order(SetSpeed(notch)))
        self.files.opened.connect(self._opened)
        self.files.settled.connect(self._settled)
        self.files.message.connect(window.status.say)
        self.document.opened.connect(self._forget)
        self.document.other_data.connect(self._other_data)
        self.document.changed.connect(self._follow)

    def _menus(self):
        window, self.menu = self.window, QMenu(self.window)
        extra = {"start": [starter_menu(window, self.open_starter), preset_menu(window, self.open_starter)],
                 "open": [recent_menu(window, self.settings, self.open_path)],
                 "projector": [language_menu(window, self.look.choose_language)],
                 "guide": [laboratory_menu(window, self.help.show_laboratory)]}
        if wants_menu_bar():
            self.window.commands.fill_bar(self.window.menuBar(), extra)
        else:
            self.window.commands.fill(self.menu, extra)
        self.window.top.menu_button.clicked.connect(self._open_menu)
        self.window.top.project.pressed.connect(self._fill_project_menu)

    def _open_menu(self):
        button = self.window.top.menu_button
        self.menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _fill_project_menu(self):
        self.window.top.project_menu(self.settings.recents, self.open_starter, self.open_path)

    # ---- taking in what comes after the first paint

    def take_in(self, runner, network, rewinding, pages=()) -> None:
        """The training thread, the picture of the network, its past, and the `pages` that may lie over it."""
        self.runner, self.network, self.rewinding = runner, network, rewinding
        self.files.runner = runner
        self.painting = Painting(self.document, runner, network)
        self.painting.keys_changed.connect(self.window.status.show_page)
        self.pages = (self.painting, *pages)
        for name in ON_NETWORK:
            # The window's command has the keys; two owners of one key would block each other.
            action = getattr(network, f"{name}_action")
            action.setText(f"{action.text()}\t{shown_keys(NAMES.get(name, name))}")
            action.setShortcuts([])
        network.field_requested.connect(self.focus_form)
        runner.state_changed.connect(self._show_state)
        runner.failed.connect(self._failed)
        network.commands.refused.connect(self.window.status.say)
        network.stage.play_wanted.connect(self.training.play)
        if not self.window.starting:
            runner.order(Show(self.document.project, self.document.check))
            self._show_state(runner.state)
            self.training.play_opened()

    def _failed(self, sentence):
        if sentence != self.runner.state.sentence:  # the state says it already
            self.window.status.say(sentence)

    def _show_state(self, state):
        if not self.window.starting:
            self.window.top.show_state(state)
            self.window.status.show_state(state)

    def _forget(self):
        """Another project comes: nothing of the last one may be seen under its name."""
        self.window.status.say("")
        if self.runner is not None:
            self.runner.forget()

    def _other_data(self):
        if self.runner is not None and not self.window.starting:
            self.runner.drop_results()

    def _follow(self, project):
        node = self.selection.node
        if node and node not in self.document.ports and project.network.node(node) is None:
            self.selection.select("")
        if self.runner is not None and not self.window.starting:
            self.runner.order(Show(project, self.document.check))
            self.window.top.show_state(self.runner.state)

    # ---- projects

    def open_starter(self, starter, *_) -> None:
        """A starter project; one is enough where its card is pressed twice."""
        if self.files.reading != starter.file:
            self.files.open_starter(starter)

    def open_nothing(self) -> None:
        """An empty project."""
        self.files.open_nothing()

    def open_path(self, path, *_) -> None:
        """A file."""
        self.files.open_path(path)

    def _opened(self):
        self.selection.select("")
        self.selection.choose_sample("validation", 0)
        if self.window.starting:
            self.window.show_start(False)
            self._follow(self.document.project)  # what is opened behind the first page is not shown yet
        if self.runner is not None:
            self._show_state(self.runner.state)
        self.window.take_focus()
        self.training.play_opened()

    def _settled(self):
        """A file that could not be opened may be gone."""
        if self.window.starting:
            self.window.start.show_recent(self.settings.known_recents)

    def show_start(self) -> None:
        """The start page, after asking about unsaved changes."""
        self.files.after_keeping(self._start)

    def _start(self):
        self.files.origin = ""
        self.document.open(Project())
        self.window.start.show_recent(self.settings.known_recents)
        self.window.show_start(True)

    def paint(self) -> None:
        """Paint points of one's own while the network learns them."""
        if self.window.starting:
            self.open_nothing()
        if self.painting is not None and not self.window.starting:
            self.painting.open()

    def rename(self) -> None:
        """Ask for another name."""
        name = dialogs.ask_name(self.window, self.document.project.name)
        self.document.edit(replace(self.document.project, name=name), tr("Rename"))

    def save_picture(self) -> None:
        """Write what the window shows to a PNG file."""
        shot = self.window.grab()
        proposed = f"{safe_name(self.document.project.name)}.png"
        found, _ = QFileDialog.getSaveFileName(self.window, tr("Save a picture"), proposed,
                                               filters((("PNG picture", "*.png"),)))
        if found:
            path = Path(found) if Path(found).suffix else Path(found).with_suffix(".png")
            try:
                png.write(shot, path)
                self.window.status.say(tr("Saved {file}", file=shown(path)))
            except LayerlabError as error:
                self.window.status.say(str(error))

    # ---- edits

    def add_layer(self, kind: str) -> None:
        """Put a layer after the selection; on the start page into a project of its own."""
        if self.window.starting:
            self.open_nothing()
        if self.network is not None:
            self.network.insert(kind)

    def insert(self) -> None:
        """Find a layer by its name."""
        if self.window.starting or self.network is None:
            if self.finder is None:
                self.finder = LayerFinder(self.window)
                self.finder.chosen.connect(self.add_layer)
            self.finder.open_over(self.window.splitter)
        else:
            self.network.insert_action.trigger()

    def _drag(self, kind, position):
        if self.network is not None and not self.window.starting:
            self.window.put_away()
            self.network.drag.begin(kind, position)

    def _on_network(self, name):
        if self.network is not None and not self.window.starting:
            getattr(self.network, f"{name}_action").trigger()

    def _show_undo(self, *_):
        stack = self.document.undo_stack
        if not isValid(stack):  # it empties itself as the program ends
            return
        for name, word, text, able in (("undo", tr("Undo"), stack.undoText(), stack.canUndo()),
                                       ("redo", tr("Redo"), stack.redoText(), stack.canRedo())):
            action = self.window.commands[name]
            action.setText(f"{word}: {unmarked(text)}" if text else word)
            action.setEnabled(able)

    # ---- the window

    def focus_form(self) -> None:
        """F2."""
        if not self.window.starting:
            self.window.left.focus_form()

    def escape(self) -> None:
        """One level up."""
        if self.window.page is not None:
            self.files.tables.close()
            return
        if any(page.close() for page in self.pages):
            return
        if self.window.put_away() or (self.network is not None and self.network.go_up()):
            return
        if self.window.alone and not self.selection.node:
            self.window.show_alone(False)
        self.selection.select("")
        self.window.take_focus()
