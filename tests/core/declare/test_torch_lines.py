"""Lines of PyTorch are printed as Python that means the same tree."""

import ast
import math

from hypothesis import given
from hypothesis import strategies as st

from core.declare.torch_lines import Either, Function, Method, Name, Sum, call, printed
from core.reference.entries import chapters


def numbers():
    whole = st.integers(-9, 9) | st.floats(-3, 3, allow_nan=False, width=16)
    signs = st.sampled_from(["+", "-", "*", "/", "**"])
    return st.recursive(whole | st.just(Name("x")), lambda inner: st.builds(Sum, inner, signs, inner), max_leaves=7)


def value(line, x):
    if isinstance(line, Sum):
        left, right = value(line.left, x), value(line.right, x)
        return {"+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right,
                "/": lambda: left / right, "**": lambda: left**right}[line.sign]()
    return x if isinstance(line, Name) else line


def written(node, x):
    """The value of what Python reads."""
    if isinstance(node, ast.BinOp):
        left, right = written(node.left, x), written(node.right, x)
        return {ast.Add: lambda: left + right, ast.Sub: lambda: left - right, ast.Mult: lambda: left * right,
                ast.Div: lambda: left / right, ast.Pow: lambda: left**right}[type(node.op)]()
    if isinstance(node, ast.UnaryOp):
        return -written(node.operand, x)
    return x if isinstance(node, ast.Name) else node.value


@given(numbers())
def test_arithmetic_is_bracketed_as_it_is_meant(line):
    try:
        wanted = value(line, 1.5)
    except (ZeroDivisionError, OverflowError):
        return
    if isinstance(wanted, complex) or (isinstance(wanted, int) and abs(wanted) > 1e300):
        return
    found = written(ast.parse(printed(line), mode="eval").body, 1.5)
    assert math.isclose(found, wanted, rel_tol=1e-9)


def test_every_kind_of_part_is_python():
    line = call("f", (1,), [2.0, "a"], {"k": Name("x")}, of=Method(Name("x") + 1, "sum", (0,)), by=Function(
        "e", Either(Name("e") ** 2, Name("e"), 3, 1 - Name("e"))))
    assert printed(line) == ("f((1,), [2.0, 'a'], {'k': x}, of=(x + 1).sum(0), by=lambda e: e ** 2 if e < 3 else "
                             "1 - e)")
    ast.parse(printed(line))
    assert printed(None) == ""


def test_no_line_of_the_reference_has_a_gap():
    lines = [line for chapter in chapters() for entry in chapter.entries for line in entry.elsewhere.lines.values()
             if line]
    assert len(lines) > 180
    for line in lines:
        ast.parse(line, mode="eval")
        assert "{" not in line.replace("{'params'", "")
        names = {node.id for node in ast.walk(ast.parse(line, mode="eval")) if isinstance(node, ast.Name)}
        assert not names & {"channels", "inputs"}, line
