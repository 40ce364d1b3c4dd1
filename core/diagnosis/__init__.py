"""What the doctor looks for, one finding a file. Adding one: write the file, name it here."""

# The worst first: the order in which they are shown.
# isort: off
from core.diagnosis import (
    dead_units,
    equal_weights,
    exploding,
    non_finite,
    overfitting,
    saturated,
    stuck,
    vanishing,
)
from core.diagnosis.base import Finding, Mend  # noqa: F401
from core.diagnosis.examine import Examiner, examine  # noqa: F401
from core.diagnosis.cure import cured  # noqa: F401
