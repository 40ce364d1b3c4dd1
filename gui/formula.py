"""Formulas as one line of plain text for tooltips: a small part of TeX turned into Unicode."""

import re
from functools import cache

from gui import language
from gui.words import tr

WORDS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η", "lambda": "λ",
    "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "varphi": "φ", "phi": "φ", "theta": "θ",
    "Delta": "Δ", "partial": "∂", "nabla": "∇", "sum": "Σ", "prod": "Π", "leftarrow": "←",
    "rightarrow": "→", "to": "→", "sim": "~", "cdot": "·", "times": "×", "odot": "⊙", "ast": "∗",
    "star": "⋆", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "in": "∈",
    "infty": "∞", "pm": "±", "approx": "≈", "ldots": "…", "dots": "…", "lfloor": "⌊", "rfloor": "⌋",
    "lceil": "⌈", "rceil": "⌉", "mid": "|", "Vert": "‖", "max": "max", "min": "min", "ln": "ln",
    "log": "log", "exp": "exp", "sin": "sin", "cos": "cos", "tanh": "tanh", "left": "", "right": "",
    "oplus": "⊕", "quad": "  ", "qquad": "  ",
}
RAISED = dict(zip("0123456789+-−nt'", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿᵗ'", strict=True))
LOWERED = dict(zip("0123456789+-aeijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋ₐₑᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
GROUP = r"\{((?:[^{}]|\{[^{}]*\})*)\}"


def plain(tex: str) -> str:
    """A readable line: `\\frac{1}{1+e^{-z}}` becomes `1 / (1+e⁻ᶻ)`, or as near as letters allow."""
    return _plain(tex, language.in_use())


@cache
def _plain(tex: str, _language: str) -> str:
    text = re.sub(r"\\[,;!:> ]", " ", tex)
    text = re.sub(r"\\(?:mathrm|text|operatorname)" + GROUP, lambda m: tr(m[1].strip()), text)
    text = re.sub(r"\\(?:mathcal|mathbf|mathbb|hat|bar)" + GROUP, r"\1", text)
    for _ in range(3):
        text = re.sub(r"\\frac" + GROUP + GROUP, lambda m: f"{_group(m[1])} / {_group(m[2])}", text)
        text = re.sub(r"\\sqrt" + GROUP, lambda m: f"√({m[1]})", text)
    text = re.sub(r"\\([A-Za-z]+)", lambda m: WORDS.get(m[1], m[1]), text)
    text = re.sub(r"\^" + GROUP, lambda m: _shift(m[1], RAISED, "^"), text)
    text = re.sub(r"_" + GROUP, lambda m: _shift(m[1], LOWERED, "_"), text)
    text = re.sub(r"\^(.)", lambda m: _shift(m[1], RAISED, "^"), text)
    text = re.sub(r"_(.)", lambda m: _shift(m[1], LOWERED, "_"), text)
    text = text.replace("{", "").replace("}", "").replace("\\", "")
    return re.sub(r" {2,}", "  ", text).strip().replace("-", "−")


def _group(text: str) -> str:
    return text if re.fullmatch(r"\\?[\w'^{}]+(?:_\w)?", text) else f"({text})"


def _shift(text: str, table: dict, sign: str) -> str:
    if all(letter in table for letter in text):
        return "".join(table[letter] for letter in text)
    return f"{sign}({text})" if len(text) > 1 else f"{sign}{text}"
