"""What every test of the window has."""

import gc

import pytest

# What these assert stands in helpers, and who has to mend it needs to see both sides.
pytest.register_assert_rewrite(*(f"tests.gui.document_{part}" for part in ("hands", "machine", "building", "training")))


@pytest.fixture(autouse=True)
def collection_on_this_thread(qapp):
    """There is an application, whichever test a process begins with. As in the program (`gui.app.garbage_collector`),
    garbage that may hold widgets is collected on this thread."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()
