"""Weights as a file of NumPy."""

import io

import numpy as np

from core.export.base import Exporter


class NpzFile(Exporter):
    """The weights alone, under the names and in the shapes that they have here."""

    word, title, ending = "npz", "Weights (NumPy)", ".npz"
    weights_alone = True

    def files(self, trained, stem):
        content = io.BytesIO()
        np.savez(content, **trained.weights)
        return {f"{stem}.npz": content.getvalue()}
