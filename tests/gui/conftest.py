"""What every test of the window has."""

import gc

import pytest


@pytest.fixture(autouse=True)
def collection_on_this_thread():
    """As in the program (`gui.collecting`), garbage that may hold widgets is never collected on another thread."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()
