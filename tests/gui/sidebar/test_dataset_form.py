"""The form of a data set: what is seldom changed is folded, shares are in sight."""

import pytest

from core.declare.parameters import parameters
from core.declare.registry import DATASETS
from gui.sidebar.dataset_form import DatasetForm


@pytest.mark.parametrize("name", DATASETS)
def test_what_is_seldom_changed_is_folded(qtbot, name):
    made = DatasetForm(DATASETS[name]())
    qtbot.addWidget(made)
    made.show()
    shown = [one for one in parameters(DATASETS[name]) if one.kind != "hidden"]
    seen = {key for form in made.forms for key, row in form.rows.items() if row.isVisibleTo(made)}
    assert all(one.name not in seen for one in shown if one.advanced and one.display != "percent")
    assert seen or all(one.advanced for one in shown)
    if made.more is not None:
        made.more.click()
        assert {key for form in made.forms for key, row in form.rows.items() if row.isVisibleTo(made)} == {
            one.name for one in shown}
