"""Every test: no window on the screen, and nothing may be left running when it ends."""

import os

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.leftovers import Watch

# No drawn case may fail because the machine is busy.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def nothing_left_running(request):
    """Fail a test that leaves a thread, a running QThread or an active QTimer behind."""
    watch = Watch()
    yield
    left = watch.left()
    assert not left, f"{request.node.name} leaves running: {', '.join(left)}"
