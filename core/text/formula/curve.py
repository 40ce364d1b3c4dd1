"""Formulas of one variable that a person types, made into functions: sin(3x)/2 + x^2.

Read by a grammar of a dozen lines, never by Python: nothing but arithmetic can be written.

    sum     = product (("+" | "-") product)*
    product = power (("*" | "/" | nothing) power)*
    power   = ("-" power) | atom ("^" power)?
    atom    = number | x | pi | e | name "(" sum ")" | "(" sum ")" | "|" sum "|"
"""

import re
from collections.abc import Callable

import numpy as np

from core.text.formula.parse import FormulaError
from core.text.messages import say

FUNCTIONS = {"sin": np.sin, "cos": np.cos, "tan": np.tan, "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "abs": np.abs,
             "tanh": np.tanh}
CONSTANTS = {"pi": np.pi, "π": np.pi, "e": np.e}
TOKEN = re.compile(r"\s*(\d+\.?\d*|\.\d+|sin|cos|tanh|tan|exp|log|sqrt|abs|pi|π|[xe]|[-+*/^()|−·])")
LONGEST = 100
Curve = Callable[[np.ndarray], np.ndarray]


def curve(text: str) -> Curve:
    """The function that a formula of x describes; FormulaError with one sentence where it is none. Where it has no
    value (a root of less than 0) the function gives NaN."""
    if len(text) > LONGEST:
        raise FormulaError(say("The formula has more than {most} letters; shorten it.", most=LONGEST))
    reader = _CurveReader(text.replace(",", ".").replace("−", "-").replace("·", "*").replace("**", "^"))
    found = reader.sum()
    if reader.token:
        raise reader.fault()

    def quiet(x: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            values = np.broadcast_to(found(np.asarray(x, np.float64)), np.shape(x)).astype(np.float64)
        return np.where(np.isfinite(values), values, np.nan)
    return quiet


class _CurveReader:
    def __init__(self, text: str):
        self.text, self.at, self.token = text, 0, ""
        self.next()

    def next(self) -> str:
        """The token that was there; the next one comes."""
        before, found = self.token, TOKEN.match(self.text, self.at)
        if found is None and self.text[self.at:].strip():
            self.token = "?"
            raise self.fault()
        self.token = found[1] if found else ""
        self.at = found.end() if found else len(self.text)
        return before

    def fault(self) -> FormulaError:
        rest = self.text[max(self.at - len(self.token), 0):].strip()[:12] if self.token != "?" else \
            self.text[self.at:].strip()[:12]
        if not rest:
            return FormulaError(say("The formula ends too early; write it as sin(3x)/2 + x^2."))
        return FormulaError(say("{rest!r} is not understood; write a formula as sin(3x)/2 + x^2.", rest=rest))

    def take(self, token: str) -> None:
        if self.token != token:
            raise self.fault()
        self.next()

    def sum(self) -> Curve:
        left = self.product()
        while self.token in ("+", "-"):
            left = _joined(np.add if self.next() == "+" else np.subtract, left, self.product())
        return left

    def product(self) -> Curve:
        left = self.power()
        while self.token and self.token not in ("+", "-", ")", "|"):
            sign = self.next() if self.token in ("*", "/") else "*"
            left = _joined(np.divide if sign == "/" else np.multiply, left, self.power())
        return left

    def power(self) -> Curve:
        if self.token == "-":
            self.next()
            inner = self.power()
            return lambda x: -inner(x)
        base = self.atom()
        if self.token == "^":
            self.next()
            return _joined(np.power, base, self.power())
        return base

    def atom(self) -> Curve:
        token = self.token
        if token == "x":
            self.next()
            return lambda x: x
        if token in CONSTANTS or token[:1].isdigit() or token[:1] == ".":
            self.next()
            value = CONSTANTS[token] if token in CONSTANTS else float(token)
            return lambda x: np.float64(value)
        if token in FUNCTIONS:
            self.next()
            self.take("(")
            inner = self.sum()
            self.take(")")
            return lambda x: FUNCTIONS[token](inner(x))
        if token in ("(", "|"):
            self.next()
            inner = self.sum()
            self.take(")" if token == "(" else "|")
            return inner if token == "(" else lambda x: np.abs(inner(x))
        raise self.fault()


def _joined(operation, left: Curve, right: Curve) -> Curve:
    return lambda x: operation(left(x), right(x))
