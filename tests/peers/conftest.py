"""The seed of all draws, LAYERLAB_PEERS_SEED, stands at the end of every report."""

import importlib.util

from tests.peers.drawing import SEED

# `make test` runs without PyTorch, and has nothing to compare with.
collect_ignore_glob = [] if importlib.util.find_spec("torch") else ["test_*.py"]


def pytest_terminal_summary(terminalreporter):
    """Say which draws these were."""
    if any("tests/peers" in report.nodeid for kind in ("passed", "failed") for report in
           terminalreporter.stats.get(kind, ())):
        terminalreporter.write_line(f"peers drawn with LAYERLAB_PEERS_SEED={SEED}")
