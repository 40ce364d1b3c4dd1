"""Which view stands where, from sizes alone."""

from gui.views.all_weights import AllWeightsPanel as All
from gui.views.arrange import PANELS, arrange, needed
from gui.views.confusion import ConfusionPanel as Confusion
from gui.views.curves import CurvesPanel as Curves
from gui.views.decision import DecisionPanel as Decision
from gui.views.feature_maps import FeatureMapsPanel as Maps
from gui.views.histograms import WeightsPanel as Weights

PICTURES = (Curves, Weights, Confusion, Maps, All)


def test_usual_window_has_three_rows():
    assert arrange(PICTURES, 400, 782) == [[[[Curves]], [[Weights], [Confusion]], [[Maps, All]]]]


def test_narrow_column_has_one_stack_of_tabs_below_the_curves():
    assert arrange(PICTURES, 324, 672) == [[[[Curves]], [[Maps, Weights, Confusion, All]]]]


def test_a_low_column_makes_tabs_rather_than_squeeze():
    rows = arrange(PICTURES, 400, 782)[0]
    assert arrange(PICTURES, 400, needed(rows)) == [rows]
    assert arrange(PICTURES, 400, needed(rows) - 1) == [[[[Curves]], [[Maps, Weights, Confusion, All]]]]


def test_a_wide_column_has_two():
    assert arrange(PICTURES, 820, 782) == [[[[Curves]], [[Weights], [Confusion]]], [[[Maps, All]]]]


def test_planes_and_tables():
    assert arrange((Curves, Weights, Confusion, Decision, All), 400, 782)[0][2] == [[Decision, All]]
    assert arrange((Curves, Weights, Confusion), 400, 782) == [[[[Curves]], [[Weights], [Confusion]]]]
    assert arrange((Curves,), 400, 782) == [[[[Curves]]]]
    assert arrange((Curves, Weights, All), 400, 782) == [[[[Curves]], [[Weights]], [[All]]]]


def test_every_view_has_a_place_at_every_size():
    for width in (280, 324, 379, 380, 400, 420, 779, 780, 1200):
        for height in (200, 500, 664, 782, 1000):
            columns = arrange(PANELS, width, height)
            shown = [kind for rows in columns for row in rows for tabs in row for kind in tabs]
            assert sorted(kind.__name__ for kind in shown) == sorted(kind.__name__ for kind in PANELS)
