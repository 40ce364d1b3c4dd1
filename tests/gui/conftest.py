"""What every test of the window has."""

import pytest

# What these assert stands in helpers, and who has to mend it needs to see both sides.
pytest.register_assert_rewrite(*(f"tests.gui.document_{part}" for part in ("hands", "machine", "building", "training")))


@pytest.fixture(autouse=True)
def application(qapp):
    """There is an application, whichever test a process begins with."""
