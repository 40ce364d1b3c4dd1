"""A trained network as exported programs know it, while it lives here: `predict`, `samples`, `table` and the rest of
what stands at the end of every program, around a trainer."""

import importlib.util
from types import ModuleType

import numpy as np

from core.export.program_text import END, told
from core.export.trained import Trained
from core.text.errors import DataError
from core.text.resources import resource


def around(trained: Trained, trainer) -> ModuleType:
    """The functions of `resources/export/numpy_main.py` with the facts of a network. Bad input is a ValueError there
    with a sentence. One thread at a time may call them."""
    made = importlib.util.spec_from_file_location("trained_network", resource(END))
    assert made is not None
    assert made.loader is not None
    module = importlib.util.module_from_spec(made)
    ids = trained.project.network.answers

    def network(**arrays: np.ndarray) -> dict[str, np.ndarray]:
        try:
            found = trainer.predict(arrays)
        except DataError as error:
            raise ValueError(str(error)) from None
        return found if isinstance(found, dict) else {ids[0]: found}
    vars(module).update(_modules() | told(trained) | {"network": network, "np": np})
    made.loader.exec_module(module)
    return module


def _modules() -> dict[str, ModuleType]:
    """What the heads of programs import."""
    import csv
    import datetime
    import io
    import math
    import re
    import sys
    return {"csv": csv, "datetime": datetime, "io": io, "math": math, "re": re, "sys": sys}
