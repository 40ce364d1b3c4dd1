"""Of a test with many cases a few run in `make test`, the same ones every day, and none is lost."""

import pytest

from tests.few_cases import chosen, mark

pytest_plugins = ("pytester",)


@pytest.mark.parametrize("cases", [1, 2, 3, 7, 40, 263])
def test_the_first_and_the_last_are_among_the_few(cases):
    for wanted in range(1, cases + 3):
        stay = chosen(cases, wanted)
        assert len(stay) == min(wanted, cases)
        assert min(stay) == 0
        assert wanted == 1 or max(stay) == cases - 1


def test_the_others_are_scenes_and_marks_of_their_own_are_left_alone(pytester):
    items = pytester.getitems("""
        import pytest

        @pytest.mark.few(2)
        @pytest.mark.parametrize("x", [*range(5), pytest.param(9, marks=pytest.mark.slow)])
        def test_many(x): pass

        def test_one(): pass
    """)
    mark(items)
    scenes = [item.name for item in items if item.get_closest_marker("scene")]
    assert scenes == ["test_many[1]", "test_many[2]", "test_many[3]"]
