"""The base class of preparations: a declared step from the samples of a data set to those that are learnt."""

import numpy as np

from core.datasets.base import Samples
from core.datasets.ports import Description
from core.declare.registry import Declared


class Preparation(Declared):
    """Several stand in a list, one after the other. Each changes samples one by one, or leaves some out; none looks at
    other samples to do so, so that nothing of validation and test reaches training."""

    def misfit(self, description: Description) -> str:
        """Why it has nothing to do with such data, in one sentence with the fix, or ""."""
        return ""

    def describe(self, description: Description) -> Description:
        """What is known of the data behind it. Where that hangs on the samples, `count` is an estimate."""
        return description

    def rows(self, samples: Samples, description: Description) -> np.ndarray | None:
        """The places of the samples that stay, in order; None where all do."""
        return None

    def relabelled(self, samples: Samples, description: Description) -> Samples:
        """The samples with other class numbers, where classes were left out."""
        return samples

    def change(self, samples: Samples, description: Description) -> Samples:
        """Every sample as it goes on; `description` is what is known before it. The arrays that come in stay as they
        are."""
        return samples

    def of_points(self, x: np.ndarray) -> np.ndarray:
        """Inputs (n, …) as they go on, where they are points of the plane (n, 2)."""
        return x

    def spoil(self, samples: Samples, train: np.ndarray, description: Description) -> Samples:
        """The samples with those at the places `train` made worse on purpose; validation and test stay true."""
        return samples
