"""What the doctor looks for, one finding a file. Adding one: write the file, name it here."""

# The worst first: the order in which they are shown.
# isort: off
from core.diagnosis import (  # noqa: F401
    non_finite,
    exploding,
    unfit_output,
    equal_weights,
    vanishing,
    stuck,
    dead_units,
    saturated,
    overfitting,
)
from core.diagnosis.base import Finding, Mend  # noqa: F401
from core.diagnosis.examine import Examiner, examine  # noqa: F401
from core.diagnosis.apply_fix import cured  # noqa: F401
