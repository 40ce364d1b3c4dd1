"""The commands with which a sample of one's own goes through the network: draw it, drop it, type it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from core.files.picture_decoding import SUFFIXES
from core.importing.drawings import drawings
from core.project.fitting import with_dataset
from gui.own_data.draw_window import DrawWindow
from gui.own_data.try_window import TryWindow
from gui.text.translation import tr


class OwnSamples(QObject):
    """Opens the windows for it; what is dropped on the window is tried where it is a picture that the network takes."""

    def __init__(self, session):
        super().__init__(session)
        self.session = session

    def draw(self) -> None:
        """Draw a picture of one's own for the network."""
        session = self.session
        if session.runner is not None and not session.window.starting:
            drawing = DrawWindow(session.window, session.document, session.runner, session.selection)
            drawing.training_wanted.connect(self._learn)
            drawing.show()
            drawing.pad.setFocus()

    def _learn(self, pictures, numbers) -> None:
        """Drawings become the data, as one step of undo; the network keeps its weights."""
        session, folder = self.session, self.session.settings.path.parent / "drawn"
        classes = len(session.document.description.classes)
        session.files.background.run(partial(drawings, folder, pictures, numbers, classes), self._use_drawings,
                                     session.window.status.say)

    def _use_drawings(self, dataset) -> None:
        session = self.session
        session.settings.trust((dataset.path,))
        session.document.edit(with_dataset(session.document.project, dataset), tr("Own drawings"))

    def try_one(self, path: Path | None = None, *_) -> None:
        """Try one sample: a picture, or a row that is typed."""
        found = self._window()
        if found is None:
            return
        found.show()
        found.activateWindow()
        if path:
            found.try_file(path)

    def _window(self) -> TryWindow | None:
        session = self.session
        if session.runner is None or session.window.starting:
            return None
        opened = session.window.findChildren(TryWindow)
        return opened[-1] if opened else TryWindow(session.window, session.document, session.runner, session.selection,
                                                   session.files.background)

    def dropped(self, paths: list[str]) -> None:
        """Files were dropped on the window."""
        path = Path(paths[0])
        if path.suffix.lower() in SUFFIXES:
            found = self._window()
            if found is not None and found.takes_pictures:
                self.try_one(path)
                return
            if found is not None and not found.isVisible():
                found.deleteLater()
        self.session.files.open_path(path)
