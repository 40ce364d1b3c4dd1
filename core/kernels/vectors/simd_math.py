"""exp, log, tanh, sigmoid and erf for the vector type, as formulas on registers. Imported only when
something compiles."""

import platform

from llvmlite import ir
from numba.core import cgutils

from core.kernels.vectors import simd
from core.kernels.vectors.simd_code import BITS, LANES, VECTOR, call, constant, fused, join, larger, smaller, whole


class Lanes:
    """A vector in a builder with Python's operators: to write the functions below as formulas."""

    def __init__(self, builder, value):
        self.builder, self.value = builder, value

    def _of(self, other):
        return other.value if isinstance(other, Lanes) else constant(other)

    def _new(self, value):
        return Lanes(self.builder, value)

    def __add__(self, other):
        return self._new(self.builder.fadd(self.value, self._of(other)))

    def __sub__(self, other):
        return self._new(self.builder.fsub(self.value, self._of(other)))

    def __mul__(self, other):
        return self._new(self.builder.fmul(self.value, self._of(other)))

    def __truediv__(self, other):
        return self._new(self.builder.fdiv(self.value, self._of(other)))

    def fused(self, factor, addend):
        """self · factor + addend."""
        return self._new(fused(self.builder, self.value, self._of(factor), self._of(addend)))

    def polynomial(self, *coefficients):
        """Horner's rule, highest power first."""
        result = self._new(constant(coefficients[0]))
        for coefficient in coefficients[1:]:
            result = result.fused(self, coefficient)
        return result

    def clipped(self, low, high):
        """Kept between two numbers; NaN stays NaN."""
        up = larger(self.builder, self.value, constant(low))
        return self._new(smaller(self.builder, up, constant(high)))

    def where(self, condition, other):
        """self where the condition holds, else `other`."""
        return self._new(self.builder.select(condition, self.value, self._of(other)))


def power_of_two(builder, exponent):
    """2ⁿ for whole n from -126 to 127 in every lane."""
    n = builder.fptosi(exponent.value, BITS)
    return Lanes(builder, builder.bitcast(builder.shl(builder.add(n, whole(127)), whole(23)), VECTOR))


def _exp(builder, value):
    """Cody and Waite's reduction by ln 2 in two parts, then Cephes' degree-5 minimax polynomial."""
    x = Lanes(builder, value)
    inside = x.clipped(-87.3365, 88.7228)
    n = Lanes(builder, call(builder, "rint", (inside * 1.44269504088896341).value))
    r = n.fused(-0.693359375, inside)
    r = n.fused(2.12194440e-4, r)
    p = r.polynomial(1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
                     5.0000001201e-1)
    p = p.fused(r * r, r + 1.0)
    # 2ⁿ in two factors, since n reaches 128 where the result still is a number.
    half = Lanes(builder, call(builder, "floor", (n * 0.5).value))
    y = p * power_of_two(builder, half) * power_of_two(builder, n - half)
    y = Lanes(builder, constant(0.0)).where(builder.fcmp_ordered("<", value, constant(-87.3365)), y)
    return Lanes(builder, constant(float("inf"))).where(builder.fcmp_ordered(">", value, constant(88.7228)), y).value


def _log(builder, value):
    """Exponent and mantissa in [√½, √2), then Cephes' degree-8 polynomial."""
    tiny = builder.fcmp_ordered("<", value, constant(1.17549435e-38))
    scaled = Lanes(builder, value) * 8388608.0
    bits = builder.bitcast(scaled.where(tiny, Lanes(builder, value)).value, BITS)
    exponent = builder.sub(builder.lshr(bits, whole(23)), whole(126))
    mantissa = builder.or_(builder.and_(bits, whole(0x007FFFFF)), whole(0x3F000000))
    m = Lanes(builder, builder.bitcast(mantissa, VECTOR))
    e = Lanes(builder, builder.sitofp(exponent, VECTOR))
    e = (e - 23.0).where(tiny, e)
    low = builder.fcmp_ordered("<", m.value, constant(0.707106781186547524))
    e = (e - 1.0).where(low, e)
    f = (m + m).where(low, m) - 1.0
    p = f.polynomial(7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
                     -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1)
    square = f * f
    y = e.fused(-2.12194440e-4, p * square * f)
    y = square.fused(-0.5, y) + f
    y = e.fused(0.693359375, y)
    bad = builder.fcmp_unordered("<", value, constant(0.0))
    y = Lanes(builder, constant(float("nan"))).where(bad, y)
    y = Lanes(builder, constant(float("-inf"))).where(builder.fcmp_ordered("==", value, constant(0.0)), y)
    return Lanes(builder, value).where(builder.fcmp_ordered("==", value, constant(float("inf"))), y).value


def _odd_tanh(builder, value):
    """Above and below the line of tanh: the odd rational function of degree 13 over 6 that Eigen uses."""
    x = Lanes(builder, value).clipped(-7.90531110763549805, 7.90531110763549805)
    square = x * x
    p = square.polynomial(-2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-08,
                          1.48572235717979e-05, 6.37261928875436e-04, 4.89352455891786e-03)
    q = square.polynomial(1.19825839466702e-06, 1.18534705686654e-04, 2.26843463243900e-03, 4.89352518554385e-03)
    return x * p, q


def _tanh(builder, value):
    """4 units in the last place."""
    top, bottom = _odd_tanh(builder, value)
    return (top / bottom).value


def _quick_tanh(builder, value):
    top, bottom = _odd_tanh(builder, value)
    return _quotient(builder, top.value, bottom.value)


ROUNDING = 1.5 * 2.0 ** 23
"""Added to a small number it leaves the nearest whole one, in the last bits."""
ROUNDING_BITS = 0x4B400000
"""Those of ROUNDING itself."""


def _falling_exp(builder, value):
    """e⁻|x| as `_exp` makes it, but 2ⁿ is put into the exponent at once: here n is 0 to -126."""
    x = Lanes(builder, larger(builder, builder.fneg(call(builder, "fabs", value)), constant(-87.3365)))
    shifted = x.fused(1.44269504088896341, ROUNDING)
    bits = builder.bitcast(shifted.value, BITS)
    # Taken off as whole numbers: LLVM may put sums in another order, and x + ROUNDING - ROUNDING would become x.
    n = Lanes(builder, builder.sitofp(builder.sub(bits, whole(ROUNDING_BITS)), VECTOR))
    r = n.fused(2.12194440e-4, n.fused(-0.693359375, x))
    p = r.polynomial(1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
                     5.0000001201e-1)
    p = p.fused(r * r, r + 1.0)
    exponent = builder.shl(bits, whole(23))
    return builder.bitcast(builder.add(builder.bitcast(p.value, BITS), exponent), VECTOR)


def _odd_sigmoid(builder, value):
    """e⁻|x| never overflows: 1/(1+e⁻|x|), times e⁻|x| on the negative side."""
    e = Lanes(builder, _falling_exp(builder, value))
    one = Lanes(builder, constant(1.0))
    return e.where(builder.fcmp_ordered("<", value, constant(0.0)), one), one + e


def _sigmoid(builder, value):
    top, bottom = _odd_sigmoid(builder, value)
    return (top / bottom).value


def _quick_sigmoid(builder, value):
    top, bottom = _odd_sigmoid(builder, value)
    return _quotient(builder, top.value, bottom.value)


def _erf(builder, value):
    """The odd rational function of degree 13 over 8 that Eigen uses; beyond 4 the value is 1 in float32."""
    x = Lanes(builder, value).clipped(-4.0, 4.0)
    square = x * x
    p = square.polynomial(-2.72614225801306e-10, 2.77068142495902e-08, -2.10102402082508e-06, -5.69250639462346e-05,
                          -7.34990630326855e-04, -2.95459980854025e-03, -1.60960333262415e-02)
    q = square.polynomial(-1.45660718464996e-05, -2.13374055278905e-04, -1.68282697438203e-03, -7.37332916720468e-03,
                          -1.42647390514189e-02)
    return (x * p / q).value


def _estimate(builder, value):
    """1 / value to 11 bits at least, where the processor has an instruction for that; else None."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return None
    name = {16: "llvm.x86.avx512.rcp14.ps.512", 8: "llvm.x86.avx.rcp.ps.256", 4: "llvm.x86.sse.rcp.ps"}[LANES]
    every = [constant(0), ir.Constant(ir.IntType(16), -1)] if LANES == 16 else []
    function = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(VECTOR, [VECTOR, *(value.type for value in every)]), name)
    return builder.call(function, [value, *every])


def _quotient(builder, a, b):
    """a times the estimate of 1/b after one step of Newton's, which doubles its bits."""
    guess = _estimate(builder, b)
    if guess is None:
        return builder.fdiv(a, b)
    off = fused(builder, builder.fneg(b), guess, constant(1.0))
    return builder.fmul(a, fused(builder, guess, off, guess))


join(simd.quotient, _quotient, 2)
join(simd.exp, _exp, 1)
join(simd.falling_exp, _falling_exp, 1)
join(simd.log, _log, 1)
join(simd.tanh, _tanh, 1)
join(simd.quick_tanh, _quick_tanh, 1)
join(simd.sigmoid, _sigmoid, 1)
join(simd.quick_sigmoid, _quick_sigmoid, 1)
join(simd.erf, _erf, 1)
