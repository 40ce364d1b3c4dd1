"""Every rule of the house, and small checkouts that break it: (file, content, file, content …)."""

from tests import (
    rules,
    rules_axes,
    rules_facts,
    rules_names,
    rules_parameters,
    rules_rooms,
    rules_signals,
    rules_types,
    rules_words,
)

RULES = {
    "arrows": (rules.arrows, [
        ("core/thing.py", "from PySide6.QtCore import QObject"), ("core/thing.py", "import gui.app.app"),
        ("core/thing.py", "def f():\n    import numba"), ("core/thing.py", "from llvmlite import ir"),
        ("gui/thing.py", "def f():\n    from numba import njit"), ("gui/thing.py", "import main"),
        ("gui/thing.py", "from core.kernels import loop"),
        ("core/kernels/thing.py", "from core.engine.plan import Plan"),
        ("core/kernels/thing.py", "from ..spec import Project"), ("main.py", "import numba"),
        ("core/kernels/thing.py", "import pyqtgraph")]),
    "order of rooms": (rules_rooms.upward, [
        ("core/engine/thing.py", "from core.session.run import Run"),
        ("core/engine/thing.py", "def f():\n    from core.training import evaluation"),
        ("gui/canvas/thing.py", "import gui.shell.commands"), ("core/attic/thing.py", "x = 1")]),
    "roots hold rooms": (rules_rooms.stray_files, [
        ("core/thing.py", "x = 1"), ("gui/thing.py", "x = 1"), ("core/engine/deep/thing.py", "x = 1")]),
    "circles": (rules_rooms.circles, [
        ("core/data/one.py", "from core.data import two",
         "core/data/two.py", "def f():\n    from core.data import one"),
        ("core/data/one.py", "from core.data import two", "core/data/two.py", "import core.data.three",
         "core/data/three.py", "from core.data.one import x")]),
    "declared facts": (rules_facts.asked_which, [
        ("gui/thing.py", "regression = found is not None and found.task == Regression()"),
        ("gui/thing.py", "if description.task in (Binary(), MultiClass()):\n    x = 1"),
        ("core/thing.py", "words = {'multi-label': 'several'}"), ("core/thing.py", "made = PROPOSED[description.task]"),
        ("core/thing.py", "def f(task):\n    return isinstance(task, Regression)"),
        ("core/thing.py", "match case.task:\n    case Binary():\n        x = 1"),
        ("core/thing.py", "scaling = None if dataset.group == 'Points of the plane' else Standardize()"),
        ("gui/thing.py", "noun = NOUNS.get(self.project.data.dataset.group, 'rows')"),
        ("gui/thing.py", "few = samples[:9] if member.group in ('Tables', 'Pictures') else samples")]),
    "parameters once": (rules_parameters.written_twice, [
        ("core/layers/one.py", 'class One:\n    rate: number(0, 1, "Rate", "share that is off") = 0.5',
         "core/layers/two.py", 'class Two:\n    rate: advanced(number(0, 1, "Rate", "share that is off")) = 0.1')]),
    "names of classes": (rules_names.shared_names, [
        ("core/thing.py", "class Frame:\n    pass", "gui/thing.py", "class Frame:\n    pass")]),
    "first lines": (rules_names.first_lines, [
        ("core/thing.py", "x = 1"), ("gui/canvas/thing.py", '"""Makes the picture anew."""'),
        ("core/thing.py", '"""What is\nreckoned from it."""')]),
    "signals of what stays": (rules_signals.held_by_lambdas, [
        ("gui/thing.py", "selection.sample_changed.connect(lambda *_: self.changed.emit())"),
        ("gui/thing.py", "theme.signals.changed.connect(lambda: self.update())"),
        ("gui/thing.py", "self.document.undo_stack.indexChanged.connect(lambda at: show(self, at))")]),
    "length": (rules.long_files, [
        ("gui/thing.py", "x = 1\n" * 301), ("core/thing.py", "def f():\n" + "    x = 1\n" * 60)]),
    "dangers": (rules.dangers, [
        ("core/thing.py", "import pickle"), ("gui/thing.py", "eval('1')"), ("core/thing.py", "exec('x = 1')"),
        ("core/thing.py", "try:\n    x = 1\nexcept:\n    pass"),
        ("core/thing.py", "import numpy as np\nnp.load('x', allow_pickle=True)"),
        ("core/thing.py", "import numpy as np\nnp.load('x', allow_pickle=1)")]),
    "named in the package": (rules.unnamed_members, [
        ("core/layers/mirror.py", "@LAYERS.member\nclass Mirror(Layer):\n    pass")]),
    "named nowhere else": (lambda root: rules.named_members(root, {}), [
        ("core/optimizers/adam.py", "@OPTIMIZERS.member\nclass Adam:\n    pass", "core/engine/plan.py", "x = 'Adam'"),
        ("core/optimizers/adam.py", "@OPTIMIZERS.member\nclass Adam:\n    pass", "gui/forms/form.py",
         "from core.optimizers.adam import Adam\nrule = Adam()"),
        ("core/optimizers/adam.py", "@OPTIMIZERS.member\nclass Adam:\n    pass", "gui/forms/form.py",
         "from core import optimizers\nrule = optimizers.adam.Adam()")]),
    "kernels and helpers": (rules.stray_functions, [
        ("core/kernels/thing.py", "@kernel\ndef one(x):\n    pass\ndef stray(x):\n    pass"),
        ("core/kernels/thing.py", "@kernel\ndef one(x):\n    pass\ndef stray(x: float) -> int:\n    pass")]),
    "words": (rules_words.untranslated, [
        ("gui/thing.py", "label.setText('Not ready')"), ("gui/thing.py", "label.setToolTip(f'Seed {n}')"),
        ("gui/thing.py", "made = QLabel('Loss' if on else tr('Accuracy'))"),
        ("gui/thing.py", "painter.drawText(box, flags, 'answer')"),
        ("gui/thing.py", "self.setAccessibleName('Columns: ' + ', '.join(names))"),
        ("gui/thing.py", "document.edit(after, 'Rename')"), ("gui/thing.py", "status.say('Saved {f}'.format(f=f))"),
        ("gui/thing.py", "menu.addAction('Presets', do)")]),
    "axes": (rules_axes.ranks, [
        ("gui/thing.py", "picture = len(description.input_shape) == 3"), ("gui/thing.py", "flat = 1 == np.ndim(x)"),
        ("core/engine/thing.py", "whole = y.ndim == x.ndim + 1"), ("gui/thing.py", "row = len(shapes[id]) < 2")]),
    "types": (rules_types.type_tests, [
        ("core/thing.py", "class Own:\n    pass\ndef f(x):\n    return isinstance(x, Own | int)"),
        ("gui/thing.py", "from core.layers.dense import Dense\nfound = isinstance(layer, (Dense, list))"),
        ("core/thing.py", "from core.layers.base import WeightedLayer\nfound = issubclass(kind, WeightedLayer)"),
        ("core/thing.py", "rate = getattr(optimizer, 'learning_rate', 0.0)"),
        ("gui/thing.py", "stacked = hasattr(editor, 'stacked')")]),
    "twins": (rules.lonely_kernels, [
        ("core/kernels/thing.py", "@kernel(tiles=len)\ndef one(x):\n    pass"),
        ("core/kernels/thing.py", "@kernel\ndef one(x):\n    pass", "tests/naive/thing.py", "def two(x):\n    pass")]),
}
