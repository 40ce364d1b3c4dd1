"""The data set PictureFolder."""

from core.datasets.base import Description, Samples
from core.datasets.picture_files import PictureFiles, labelled
from core.declare.parameters import hidden
from core.declare.registry import DATASETS
from core.files.picture_folder import by_class, files_of
from core.tasks.recognition import telling_apart
from core.text.errors import DataError
from core.text.messages import say


@DATASETS.member
class PictureFolder(PictureFiles):
    """Pictures of your own: a folder for each class, called as the class is."""

    title = "Folder of pictures"
    classes: hidden(tuple[str, ...], "Classes") = ()

    def problems(self):
        found = super().problems()
        if not found and not (self.count and len(self.classes) > 1):
            found.append(("path", say("The folder holds a single class; a network needs at least two to tell apart, "
                                      "each in a folder of its own.")))
        return found

    def describe(self):
        for _, sentence in self.problems():
            raise DataError(sentence)
        classes = len(self.classes)
        return Description.of(self.shape, telling_apart(classes), classes, self.count, classes=self.classes,
                              value_range=(0, 255))

    def load(self):
        self.describe()
        files = files_of(self.path)
        names, labels = by_class(files)
        kept = labels >= 0
        found = self.read([file for file, here in zip(files, kept, strict=True) if here])
        y = labelled(found, labels[kept])
        if names != self.classes or len(y) != self.count:
            raise self.changed()
        return Samples.of(found.pixels, y)
