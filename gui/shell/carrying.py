"""The commands that carry a network in and out of the window: export, report, weights and networks of others."""

from collections.abc import Callable

from gui.shell.network_export import NetworkExport
from gui.shell.network_import import NetworkImport
from gui.shell.report_writing import ReportWriting
from gui.shell.weight_import import WeightImport


class Carrying:
    """They belong to one session."""

    def __init__(self, session):
        self.exporting, self.reporting, self.importing, self.networks = (made(session) for made in (
            NetworkExport, ReportWriting, WeightImport, NetworkImport))

    @property
    def commands(self) -> dict[str, Callable]:
        """What each command does, by its name."""
        return {"export": self.exporting.ask, "report": self.reporting.ask, "import_weights": self.importing.ask,
                "import_network": self.networks.ask}
