"""What every test of core has."""

import pytest

from core.text import messages


@pytest.fixture(autouse=True)
def plain_english():
    """A window that was open in this process has left its words and its way to write numbers."""
    messages.speak()
