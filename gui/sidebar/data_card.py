"""The data card: which samples, how they look, how they are split and scaled, and the data set's parameters."""

from functools import partial

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from core.datasets.base import Dataset, Description, Samples
from core.declare.parameters import parameters
from core.declare.registry import DATASETS
from core.project.fitting import with_data, with_dataset
from gui.drawing.block_names import port_name
from gui.drawing.moment import input_words
from gui.drawing.thumbnails import DataButton, PictureStrip
from gui.forms.form import Form
from gui.forms.tooltips import carried, describe, title_at
from gui.sidebar.augmentation_gallery import AugmentationGallery
from gui.sidebar.dataset_form import DatasetForm
from gui.sidebar.series_head import SeriesHead
from gui.sidebar.split_bar import SplitBar
from gui.sidebar.split_way import SplitWay
from gui.sidebar.table_head import TableHead
from gui.sidebar.text_head import TextHead, commonest
from gui.text.number_text import grouped
from gui.text.shape_words import shape_words
from gui.text.translation import counted, tr
from gui.widgets.basic import Card, label
from gui.widgets.menu_button import MenuButton, heading

POINTS, SHOWN = 150, 12


def few(dataset: Dataset) -> Samples:
    """Enough samples for a thumbnail: fewer points where the set lets their number be chosen."""
    names = {parameter.name for parameter in parameters(type(dataset))}
    if dataset.plane and "count" in names:
        dataset = replace(dataset, count=min(dataset.count, POINTS))
    samples = dataset.load()
    if dataset.plane:
        return Samples.of(samples.x[:POINTS], samples.y[:POINTS])
    # Files are often sorted by class; a drawn lot shows what is in them. The same one every time.
    lot = np.random.default_rng(1).permutation(len(samples.x))[:SHOWN]
    return Samples.of(samples.x[lot], samples.y[lot])


def caption(dataset: Dataset, description: Description) -> str:
    """`5 000 pictures · 28×28 · 10 classes`."""
    count, words = description.count, grouped(description.count)
    number = (counted(count, "{n} point", "{n} points", n=words) if dataset.noun == "points" else
              counted(count, "{n} picture", "{n} pictures", n=words) if dataset.noun == "pictures" else
              counted(count, "{n} window", "{n} windows", n=words) if dataset.noun == "windows" else
              counted(count, "{n} series", "{n} series", n=words) if dataset.noun == "series" else
              counted(count, "{n} row", "{n} rows", n=words))
    if len(description.inputs) + len(description.targets) > 2:
        return f"{number} · {_ports(description)}"
    shape = description.input_shape
    size = f"{shape[0]}×{shape[1]}" if description.input_type.is_picture else input_words(description.input_type)
    task = (counted(description.outputs, "{n} value to predict", "{n} values to predict")
            if description.task.measured else counted(description.outputs, "{n} class", "{n} classes"))
    return f"{number} · {size} · {task}"


def _ports(description: Description) -> str:
    """Every input with its size, and everything that is asked: `picture 8×8×1, number 1 → digit, sum`."""
    inputs = ", ".join(f"{port_name(port.name)} {shape_words(port.type.shape)}" for port in description.inputs)
    return f"{inputs} → {', '.join(port_name(port.name) for port in description.targets)}"


class DataGallery(QWidget):
    """The data sets of the plane, four in a row, each with its points; `chosen(class name)` on a click."""

    chosen = Signal(str)
    GAP, ROW = 8, 4

    def __init__(self):
        super().__init__()
        self.buttons: dict[str, DataButton] = {}
        for name, member in DATASETS.items():
            if member.plane:
                button = DataButton(tr(member.shown_name()), describe(member))
                button.setParent(self)
                button.clicked.connect(partial(self.chosen.emit, name))
                self.buttons[name] = button
        self._place()

    def mark(self, name: str) -> None:
        """Show which one is in use."""
        for key, button in self.buttons.items():
            button.setChecked(key == name)

    def resizeEvent(self, event):
        self._place()

    def _place(self):
        side = max((self.width() - (self.ROW - 1) * self.GAP) // self.ROW, 32)
        for index, button in enumerate(self.buttons.values()):
            row, column = divmod(index, self.ROW)
            left = round(column * (self.width() - side) / (self.ROW - 1))
            button.setGeometry(left, row * (side + self.GAP), side, side)
        self.setFixedHeight(-(-len(self.buttons) // self.ROW) * (side + self.GAP) - self.GAP)


class DataCard(Card):
    """Reads its samples in the background; every change is one undoable edit of the document."""

    def __init__(self, document, background):
        super().__init__("Data")
        self.document, self.background = document, background
        self.drawn: Dataset | None = None
        self._head_menu()
        self.gallery, self.strip, self.table, self.text = DataGallery(), PictureStrip(), TableHead(), TextHead()
        self.series = SeriesHead()
        self.gallery.chosen.connect(self.choose)
        self.views = (self.gallery, self.strip, self.table, self.text, self.series)
        self.caption = label("", "muted", 12, wrap=True)
        self.fault = label("", "problem", 12, wrap=True)
        self.split = SplitBar()
        self.split.edited.connect(self._split_edited)
        self.way = SplitWay()
        self.way.edited.connect(lambda split: self._split_edited(split, ""))
        self.preparation = Form(document.project.data, only=("preparation",), label_width=76)
        self.scaling = Form(document.project.data, only=("scaling",), label_width=76)
        self.words = label("", "muted", 12, wrap=True)
        self.target_scaling = Form(document.project.data, only=("target_scaling",), label_width=76)
        self.target_words = label("", "muted", 12, wrap=True)
        self.augmentation = Form(document.project.data, only=("augmentation",), label_width=76)
        self.augmented = AugmentationGallery(background)
        for form in (self.preparation, self.scaling, self.target_scaling, self.augmentation):
            form.edited.connect(self._data_edited)
        self.form_place = QVBoxLayout()
        self.form: DatasetForm | None = None
        for widget in (*self.views, self.caption, self.fault, self.split, self.way):
            self.body.addWidget(widget)
        self.body.addLayout(self.form_place)
        for widget in (self.preparation, self.scaling, self.words, self.target_scaling, self.target_words,
                       self.augmentation, self.augmented):
            self.body.addWidget(widget)
        self.show_project(document.project)

    def _head_menu(self):
        self.chooser = MenuButton("", "Choose other data", 12)
        menu = QMenu(self.chooser)
        menu.setToolTipsVisible(True)
        for group in dict.fromkeys(member.group for member in DATASETS.values()):
            members = [(name, member) for name, member in DATASETS.items()
                       if member.group == group and not member.own]
            if members:
                heading(menu, tr(group))
            for name, member in members:
                action = menu.addAction(tr(member.shown_name()))
                action.setToolTip(describe(member))
                action.triggered.connect(partial(self.choose, name))
        menu.addSeparator()
        self.paint_action = menu.addAction(tr("Paint your own points…"))
        self.own_action = menu.addAction(tr("Open your own data…"))
        self.chooser.show_menu(menu)
        self.head.put(self.chooser)

    def choose(self, name: str, *_) -> None:
        """Take another data set; the network's first and last block and the loss follow where they must."""
        dataset = self.document.project.data.dataset
        if type(dataset) is DATASETS[name]:
            self.gallery.mark(name)
            return
        member = DATASETS[name]
        fresh = carried(dataset, member) if dataset.plane and member.plane else member()
        self.document.edit(with_dataset(self.document.project, fresh), tr("Data: {what}", what=tr(fresh.shown_name())))

    def show_project(self, project) -> None:
        """Show the data of a project."""
        data = project.data
        dataset = data.dataset
        self.chooser.setText(tr(type(dataset).shown_name()))
        self.gallery.mark(type(dataset).__name__)
        description = self.document.description
        self.fault.setText(self.document.check.no_data)
        self.fault.setVisible(description is None)
        self.split.setVisible(description is not None)
        self.caption.setVisible(description is not None)
        if description:
            self.caption.setText(caption(dataset, description))
            self.split.show_split(data.split, description.count)
            self.way.show_split(data.split, dataset, description.task.exclusive)
        self.preparation.show_value(data)
        self.scaling.show_value(data)
        self.words.setText(tr(data.scaling.meaning() if data.scaling else "The inputs go in as they are."))
        self._show_target_scaling(data, description)
        self.augmentation.show_value(data)
        pictures = description is not None and description.input_type.is_picture
        self.augmentation.setVisible(pictures or bool(data.augmentation))
        self.augmented.setVisible(pictures and bool(data.augmentation))
        self.augmented.show_data(data)
        self._show_form(dataset)
        self._draw(dataset, description)

    def _show_target_scaling(self, data, description):
        """Only numbers to predict can be scaled."""
        self.target_scaling.show_value(data)
        self.target_words.setText(tr("The network learns scaled values, and its loss is of these; answers and their "
                                     "errors are in the units of the data." if data.target_scaling else
                                     "The values to predict stay as they are."))
        for widget in (self.target_scaling, self.target_words):
            widget.setVisible(description is not None and description.task.measured)

    def _show_form(self, dataset):
        if self.form is not None and self.form_of is type(dataset):
            self.form.show_value(dataset)
            return
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form_place.removeWidget(self.form)
        self.form, self.form_of = DatasetForm(dataset), type(dataset)
        self.form.edited.connect(self._dataset_edited)
        self.form_place.addWidget(self.form)
        self.form.setVisible(not self.form.empty)

    def _draw(self, dataset, description):
        view = self._view_for(dataset, description)
        for other in self.views:
            other.setVisible(other is view and description is not None)
        if dataset == self.drawn or description is None:
            return
        self.drawn = dataset
        if view is self.gallery:
            for name, member in DATASETS.items():
                if name in self.gallery.buttons:
                    one = dataset if type(dataset) is member else carried(dataset, member)
                    self.background.run(partial(few, one), self.gallery.buttons[name].show_samples)
        else:
            view.show_samples(None, description)
            show = partial(self._show_samples, dataset, view, description)
            self.background.run(partial(few, dataset), show, self._failed)
            if view is self.text:
                self.text.show_counts(())
                self.background.run(partial(commonest, dataset), partial(self._show_counts, dataset))

    def _view_for(self, dataset, description):
        """What shows samples of this type."""
        if description is None:
            return self.table
        kind = description.input_type
        if kind.is_picture:
            return self.strip
        if kind.is_tokens:
            return self.text
        if kind.in_time:
            return self.series
        return self.gallery if dataset.plane else self.table

    def _show_samples(self, dataset, view, description, samples):
        if dataset == self.drawn:
            view.show_samples(samples, description)

    def _show_counts(self, dataset, counts):
        if dataset == self.drawn:
            self.text.show_counts(counts)

    def _failed(self, sentence):
        self.drawn = None
        self.fault.setText(sentence)
        self.fault.show()

    def _dataset_edited(self, dataset, path, gesture):
        after = with_dataset(self.document.project, dataset)
        self.document.edit(after, tr("Data: {what}", what=title_at(dataset, path)), gesture)

    def _data_edited(self, data, path, gesture):
        name = path.partition(".")[0]
        after = replace(self.document.project.data, **{name: getattr(data, name)})
        if name == "preparation":  # other samples may need another first and last block
            self.document.edit(with_data(self.document.project, after), title_at(data, name), gesture)
        else:
            self.document.edit_data(after, title_at(data, name), gesture)

    def _split_edited(self, split, gesture):
        after = replace(self.document.project.data, split=split)
        self.document.edit_data(after, tr("Split"), gesture)

