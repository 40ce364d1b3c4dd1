"""Small line plots as SVG text, with nothing but the standard library."""

from xml.sax.saxutils import escape

WIDTH, HEIGHT, MARGIN = 640, 400, 64
STYLE = "font-family='Inter, sans-serif' font-size='13' fill='#444'"
TICKS = 6


def points_and_line(title: str, x_title: str, y_title: str, xs: list[float], ys: list[float], start: float,
                    slope: float) -> str:
    """Measured points with the line y = start + slope · x, both axes from zero."""
    x_top, y_top = nice(max(xs)), nice(max(ys))
    right, bottom = WIDTH - MARGIN / 2, HEIGHT - MARGIN

    def place(x, y):
        return MARGIN + x / x_top * (right - MARGIN), bottom - y / y_top * (bottom - MARGIN)

    parts = [f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' width='{WIDTH}' "
             f"height='{HEIGHT}'>", f"<rect width='{WIDTH}' height='{HEIGHT}' fill='white'/>",
             f"<text x='{MARGIN}' y='28' {STYLE} font-weight='600'>{escape(title)}</text>",
             f"<text x='{right}' y='{HEIGHT - 16}' text-anchor='end' {STYLE}>{escape(x_title)}</text>",
             f"<text x='{MARGIN}' y='50' {STYLE}>{escape(y_title)}</text>"]
    for tick in range(TICKS + 1):
        x, y = x_top * tick / TICKS, y_top * tick / TICKS
        (px, _), (_, py) = place(x, 0), place(0, y)
        parts += [f"<path d='M{MARGIN} {py:.1f}H{right}' stroke='#e4e4e4'/>",
                  f"<text x='{MARGIN - 8}' y='{py + 4:.1f}' text-anchor='end' {STYLE}>{y:g}</text>",
                  f"<text x='{px:.1f}' y='{bottom + 20}' text-anchor='middle' {STYLE}>{x:g}</text>"]
    (x0, y0), (x1, y1) = place(0, max(start, 0)), place(max(xs), start + slope * max(xs))
    parts.append(f"<path d='M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}' stroke='#f28e2b' stroke-width='2' fill='none'/>")
    for x, y in zip(xs, ys, strict=True):
        px, py = place(x, y)
        parts.append(f"<circle cx='{px:.1f}' cy='{py:.1f}' r='4' fill='#2c6fbb'/>")
    return "\n".join([*parts, "</svg>"]) + "\n"


def nice(value: float) -> float:
    """The next larger 1.2, 1.8, 3, 6, 9 or 12 times a power of ten: each gives round numbers at six ticks."""
    power = 1.0
    while power * 12 < value:
        power *= 10
    while power * 1.2 >= value and power > 1e-12:
        power /= 10
    return next(power * factor for factor in (1.2, 1.8, 3, 6, 9, 12, 18, 30) if power * factor >= value)
