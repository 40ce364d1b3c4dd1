"""Formulas are read whole or not at all, and one line says what the tree holds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.declare import registry
from core.project import masks
from core.text.formula import FormulaError, in_line, parse
from core.text.formula.signs import ACCENTS, COMMANDS
from core.text.messages import Tongue, speak

MEMBERS = [(family.name, member) for family in vars(registry).values() if isinstance(family, registry.Family)
           for member in family.values() if member.formula]
NAMES = re.compile(r"[A-Za-z]{2,}")


def names_in(tex: str) -> set[str]:
    """What of a formula's source may stand in its line as letters: words, names of functions, indices."""
    words = set(re.findall(r"\\(?:mathrm|text|operatorname)\{([^}]*)\}", tex))
    functions = {name for name in re.findall(r"\\([A-Za-z]+)", tex) if COMMANDS.get(name, ("", ""))[1] == "function"}
    rest = re.sub(r"\\(?:mathrm|text|operatorname)\{[^}]*\}|\\[A-Za-z]+", " ", tex)
    letters = {"".join(run.split()) for run in re.findall(r"[A-Za-z ]{2,}", rest)}
    return functions | {part for word in words for part in NAMES.findall(word)} | letters


@pytest.mark.parametrize(("family", "member"), MEMBERS, ids=lambda one: getattr(one, "__name__", one))
def test_every_formula_is_read_and_nothing_of_tex_is_left(family, member):
    line = in_line(member.formula)
    assert not set(line) & set("\\{}") - set("{}" if r"\{" in member.formula else ""), line
    assert set(NAMES.findall(line)) <= names_in(member.formula), line
    opened = [line.count(sign) for sign in "([⌊"]
    assert opened == [line.count(sign) for sign in ")]⌋"], line


def test_the_formula_of_units_that_are_off_is_read():
    assert in_line(masks.SwitchOff.formula).startswith("yᵢ = 0")


@pytest.mark.parametrize(("tex", "line"), [
    (r"1 - \frac{\sum (y - t)^2}{\sum (t - \bar{t})^2}", "1 − (Σ (y − t)²) / (Σ (t − t̄)²)"),
    (r"m_c \in \{0, \tfrac{1}{1-p}\}", "m_c ∈ {0, 1 / (1 − p)}"), (r"y \mathrel{+}= x", "y += x"),
    (r"L_{val} \uparrow", "Lᵥₐₗ ↑"), (r"0.96^{\psi t}", "0.96^(ψt)"), (r"\frac{\eta}{\sqrt{s} + \epsilon} g",
                                                                    "(η / (√s + ε)) g"),
    (r"\sum_{i=1}^{n} x_i", "Σ_(i=1)ⁿ xᵢ"), (r"\hat y", "ŷ"), (r"\tilde{x} + \bar x + \dot x", "x̃ + x̄ + ẋ"),
    (r"\begin{pmatrix}1 & 0 \\ a & b\end{pmatrix}", "(1, 0; a, b)"), (r"\sqrt[3]{x + 1}", "³√(x + 1)"),
    (r"\left( \frac{a}{b} \right)^2", "(a / b)²"), (r"x'", "x′"), (r"-\ln p", "−ln p"), (r"x^12", "x¹2")])
def test_lines(tex, line):
    assert in_line(tex) == line


@pytest.mark.parametrize("tex", [r"\foo", r"a + \mathrel", r"\frac{1}", r"{a", "a}", r"a^", r"a_b_c", "x^2^3", r"\sqrt",
                                 r"\left( a", r"\right)", r"\begin{pmatrix} a", r"\begin{foo} a \end{foo}", r"a |b",
                                 r"\mathrm{\alpha}", r"\hat", "a & b", r"\left x"])
def test_what_is_no_formula_is_refused_and_never_shown(tex):
    with pytest.raises(FormulaError) as refused:
        parse(tex)
    assert tex in str(refused.value)


@given(st.sampled_from(sorted({"hat", "bar", "tilde", "dot"})), st.sampled_from(sorted({"hat", "bar", "tilde", "dot"})),
       st.sampled_from("abtxyzLW"))
def test_accents_can_be_told_apart(one, other, letter):
    assert set(ACCENTS.values()) == {"hat", "bar", "tilde", "dot"}
    assert (in_line(rf"\{one}{{{letter}}}") == in_line(rf"\{other} {letter}")) == (one == other)
    assert in_line(rf"\{one}{{{letter}}}") != letter


def pieces():
    letters = st.sampled_from([r"\alpha", r"\beta_1", "x", "y_i", "12", r"\sigma^2", r"\bar{t}"])
    return st.recursive(letters, lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: rf"\frac{{{two[0]}}}{{{two[1]}}}"),
        inner.map(lambda one: rf"\sqrt{{{one}}}"), inner.map(lambda one: f"({one})"),
        st.tuples(inner, st.sampled_from(["+", "-", r"\cdot", "="]), inner).map(" ".join),
        st.tuples(inner, inner).map(lambda two: rf"\sum_{{i}} {two[0]} {two[1]}"),
        st.tuples(inner, inner).map(lambda two: rf"{{{two[0]}}}^{{{two[1]}}}")), max_leaves=8)


@given(pieces(), pieces())
def test_what_differs_is_written_differently(one, other):
    def bare(tex):
        return re.sub(r"[\s]", "", tex)
    first, second = in_line(rf"\frac{{{one}}}{{{other}}} x"), in_line(rf"\frac{{{one}}}{{{other} x}}")
    assert first != second, "a factor behind a fraction is not one within it"
    if bare(one) != bare(other):
        assert in_line(rf"\sqrt{{{one}}} {other}") != in_line(rf"\sqrt{{{one} {other}}}")


def test_words_in_a_formula_are_said_in_the_reader_s_language():
    speak(Tongue({"where": "wo"}.get))
    try:
        assert in_line(r"a \;\mathrm{where}\; b") == "a wo b"
    finally:
        speak()
