"""What a person does to the network, its form and its settings."""

from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.declare.registry import ACTIVATIONS, OPTIMIZERS, REGULARIZERS, SCHEDULES
from core.project import masks
from core.project.fitting import bends_freely
from tests.gui.document_hands import CONTROL, PLAIN, SHIFT
from tests.gui.document_machine import PLACE, DocumentMachine, an_act

Key = Qt.Key
KINDS = ("Dense", "Dense", "Conv2D", "Flatten", "Dropout", "BatchNormalization", "Activation", "MaxPooling2D",
         "LayerNormalization", "GaussianNoise", "Add", "Concatenate")
ACTS = ("Linear", "ReLU", "Tanh", "Sigmoid", "Softmax")


class Building(DocumentMachine):
    """Blocks, links, groups, forms, numbers by hand."""

    @an_act(place=PLACE, kind=st.sampled_from(KINDS))
    def add(self, place, kind):
        if self.small():
            self.pick(place)
            self.hands.key(Key.Key_Insert)
            finder = self.hands.app.window.network.finder
            QTest.keyClicks(finder.line, kind)
            QTest.keyClick(finder.line, Key.Key_Return)

    @an_act(place=PLACE, which=st.sampled_from(("delete", "duplicate", "earlier", "later", "cut", "copy")))
    def act_on_a_block(self, place, which):
        keys = {"delete": (Key.Key_Delete, PLAIN), "duplicate": (Key.Key_D, CONTROL),
                "earlier": (Key.Key_Left, CONTROL), "later": (Key.Key_Right, CONTROL),
                "cut": (Key.Key_X, CONTROL), "copy": (Key.Key_C, CONTROL)}
        if self.pick(place) and (which != "duplicate" or self.small()):
            self.hands.key(*keys[which])

    @an_act(place=PLACE)
    def paste(self, place):
        if self.small():
            self.pick(place)
            self.hands.key(Key.Key_V, CONTROL)

    @an_act(first=PLACE, second=PLACE, cut=st.booleans())
    def link(self, first, second, cut):
        ids, commands = [*self.hands.ports, *self.hands.ids], self.hands.commands
        source, target = ids[first % len(ids)], ids[second % len(ids)]
        pairs = sorted(self.hands.stage.scene.choice.pairs)
        if cut and pairs:
            commands.unlink(*pairs[first % len(pairs)])
        elif not commands.refusal(source, target) and self.small():
            commands.link(source, target)

    @an_act(first=PLACE, second=PLACE)
    def group(self, first, second):
        ids = self.hands.ids
        if ids:
            self.hands.stage.selecting.several({ids[first % len(ids)], ids[second % len(ids)]})
            self.hands.key(Key.Key_G, CONTROL)

    @an_act(place=PLACE)
    def expand(self, place):
        if self.pick(place):
            self.hands.key(Key.Key_G, CONTROL | SHIFT)

    # ---- the form

    @an_act(place=PLACE, number=st.integers(1, 12))
    def type_units(self, place, number):
        self.pick(place)
        form = self.hands.app.window.left.selected.form
        row = next((form.rows[name] for name in ("units", "filters") if name in form.rows), None)
        if row is not None and self.hands.app.selection.node:
            self.hands.type_into(row.editor.line, str(number))

    @an_act(place=PLACE, name=st.sampled_from(ACTS), penalty=st.sampled_from((None, "L1", "L2")))
    def change_a_layer(self, place, name, penalty):
        id = self.pick(place)
        node = self.hands.network.node(id) if id else None
        if node is not None and bends_freely(node.layer) and "kernel_regularizer" in node.layer.__struct_fields__:
            layer = replace(node.layer, activation=ACTIVATIONS[name](),
                            kernel_regularizer=REGULARIZERS[penalty]() if penalty else None)
            self.hands.document.edit_layer(id, layer, "Activation")

    @an_act(place=PLACE, which=st.sampled_from(("off", "on", "unit off", "unit on", "unit frozen", "freeze", "thaw",
                                                "rate")), unit=st.integers(0, 2))
    def switch(self, place, which, unit):
        id, commands = self.pick(place), self.hands.commands
        if not id:
            return
        if which == "unit frozen":
            commands.several.freeze_unit(id, unit, True)
        elif "unit" in which:
            commands.several.switch_unit(id, unit, which == "unit on")
        elif which == "rate":
            self.hands.document.edit_network(masks.with_rate(self.hands.network, commands.folding.whole([id])[0], 0.5),
                                             "Own rate")
        elif which in ("off", "on"):
            commands.several.switch([id], which == "on")
        else:
            commands.several.freeze([id], which == "freeze")

    @an_act(rate=st.sampled_from(("0.001", "0.003", "0.02", "0.1")), batch=st.sampled_from(("5", "16", "32", "500")))
    def type_rate_and_batch(self, rate, batch):
        values = self.hands.app.window.top.values
        self.hands.type_into(values.rate.line, rate)
        self.hands.type_into(values.batch.line, batch)

    @an_act(name=st.sampled_from(("SGD", "Adam", "RMSprop")),
            schedule=st.sampled_from((None, "ExponentialDecay", "ReduceLROnPlateau")), shuffle=st.booleans())
    def change_training(self, name, schedule, shuffle):
        training = self.hands.project.training
        rule_ = training.optimizer if isinstance(training.optimizer, OPTIMIZERS[name]) else OPTIMIZERS[name]()
        self.hands.document.edit_training(replace(training, optimizer=rule_, shuffle=shuffle,
                                                  schedule=SCHEDULES[schedule]() if schedule else None), "Training")

    @an_act(name=st.sampled_from(("Moons", "Circles", "Spirals", "Iris", "Digits8x8")), noise=st.integers(0, 5),
            validation=st.sampled_from((0.0, 0.1, 0.3)))
    def change_data(self, name, noise, validation):
        document, data = self.hands.document, self.hands.project.data
        if noise == 0:
            self.hands.app.window.left.data.choose(name)
        elif noise < 4 and "noise" in data.dataset.__struct_fields__:
            document.edit_data(replace(data, dataset=replace(data.dataset, noise=noise / 20)), "Noise")
        else:
            document.edit_data(replace(data, split=replace(data.split, validation=validation)), "Split")

    @an_act(place=PLACE, nudges=st.integers(1, 3), number=st.sampled_from(("0.5", "-1.25", "0")))
    def numbers_by_hand(self, place, nudges, number):
        hands, weight_editing = self.hands, self.hands.stage.weight_editing
        if not self.pick(place) or not hands.document.check.trainable:
            return
        hands.key(Key.Key_N)
        if weight_editing.part is None:
            return
        hands.wait_for(lambda: weight_editing.value() is not None)
        for _ in range(nudges):
            hands.key(Key.Key_Up)
        hands.key(Key.Key_PageDown)
        if weight_editing.part is not None:
            weight_editing.type(float(number))
        hands.key(Key.Key_Escape)

    @an_act(place=PLACE, split=st.sampled_from(("train", "validation")))
    def look_around(self, place, split):
        self.pick(place)
        self.hands.app.selection.choose_sample(split, place % 8)
        self.hands.app.window.resize(*((1480, 900), (1280, 800))[place % 2])

    @an_act(name=st.sampled_from(("One", "Two")))
    def rename(self, name):
        self.hands.document.edit(replace(self.hands.project, name=name), "Rename")

    @an_act(which=st.sampled_from(("theme", "projector", "larger", "smaller", "usual_text")))
    def another_look(self, which):
        self.hands.app.window.commands[which].trigger()
