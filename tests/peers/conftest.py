"""The seed of all draws, LAYERLAB_PEERS_SEED, stands at the end of every report."""

from tests.peers.drawing import SEED


def pytest_terminal_summary(terminalreporter):
    """Say which draws these were."""
    if any("tests/peers" in report.nodeid for kind in ("passed", "failed") for report in
           terminalreporter.stats.get(kind, ())):
        terminalreporter.write_line(f"peers drawn with LAYERLAB_PEERS_SEED={SEED}")
