"""What a process of tests says as it dies is read into the report of the test that it died at.

The standard error of a worker comes somewhere among the dots of all others, if at all. A worker that says nothing was
killed from outside, most often because memory ran out; that is no fact about the test, which gets one more turn.
"""

import faulthandler
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key

PLACE = "LAYERLAB_TEST_CRASHES"
"""The variable that tells workers the folder of their last words."""
_turns: set[str] = set()


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    """In a worker, have tracebacks of crashes and of time that ran out written to a file of its own."""
    if not hasattr(config, "workerinput"):
        os.environ[PLACE] = tempfile.mkdtemp(prefix="layerlab-crashes-")
        return
    usual = config.stash[fault_handler_stderr_fd_key]
    file = Path(os.environ[PLACE], config.workerinput["workerid"])
    words = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    config.stash[fault_handler_stderr_fd_key] = words
    faulthandler.enable(file=words)
    os.close(usual)


def pytest_unconfigure(config):
    """Leave no folder behind."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(PLACE), ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_handlecrashitem(crashitem, report, sched):
    """Show the last words; without any, try once more."""
    file = Path(os.environ[PLACE], report.node.gateway.id)
    words = file.read_text(encoding="utf-8", errors="replace").strip() if file.exists() else ""
    if words:
        report.longrepr = f"{report.longrepr}\n{words}"
    elif crashitem not in _turns:
        _turns.add(crashitem)
        report.outcome = "rerun"
        report.longrepr = f"{report.longrepr}\nIt was killed from outside (memory?) and gets one more turn."
        sched.mark_test_pending(crashitem)


def pytest_terminal_summary(terminalreporter):
    """Name the tests that got one more turn."""
    for test in sorted(_turns):
        terminalreporter.write_line(f"KILLED FROM OUTSIDE, RUN ONCE MORE: {test}", yellow=True, bold=True)
